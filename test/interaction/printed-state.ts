import { isLearner, isVoter } from '../../src/raft/configuration.ts';
import type { Role } from '../../src/raft/state.ts';
import { index } from '../branded.ts';
import { textOfEntry } from './lab-entry.ts';
import type { LabNode } from './lab-node.ts';

const ROLES: Readonly<Record<Role, string>> = {
  follower: 'Follower',
  preCandidate: 'PreCandidate',
  candidate: 'Candidate',
  leader: 'Leader',
};

/** A node's role as transcripts name it. */
export function roleName({ raft }: LabNode): string {
  return ROLES[raft.state.role];
}

/** What `raft-state` prints. */
export function printStates(nodes: readonly LabNode[]): string[] {
  return nodes.map((node) => {
    const { configuration, term, leader } = node.raft.state;
    const kind = isVoter(configuration, node.id) ? 'Voter' : 'Non-Voter';
    return `${node.id}: State${roleName(node)} (${kind}) Term:${term} Lead:${leader}`;
  });
}

/** What `raft-log` and `compact` print: the entries that are on the node's disk. */
export function printLog({ raft }: LabNode): string[] {
  const { log } = raft.state;
  const lines: string[] = [];
  for (let at = log.firstIndex; at <= log.durableIndex; at++) {
    lines.push(textOfEntry(log.entryAt(index(at))));
  }
  return lines.length > 0
    ? lines
    : [`log is empty: first index=${log.firstIndex}, last index=${log.durableIndex}`];
}

/** What `status` prints, as far as it is state: who is followed, how far, and who only learns. */
export function printMatches({ raft }: LabNode): string[] {
  const { isLeader, progress, configuration } = raft.state;
  if (!isLeader) {
    return ['ok'];
  }
  return [...progress]
    .sort(([a], [b]) => a - b)
    .map(([id, { matchIndex }]) => {
      const learns = isLearner(configuration, id) ? ' learner' : '';
      return `${id}: match=${matchIndex}${learns}`;
    });
}

/** The same of what was recorded. */
export function recordedMatches(expected: readonly string[]): string[] {
  return expected.map((line) => {
    const found = /^([0-9a-f]+): State\w+ (match=\d+)(.*)$/.exec(line);
    if (found === null) {
      return line;
    }
    const learns = / learner\b/.test(found[3] as string) ? ' learner' : '';
    return `${Number.parseInt(found[1] as string, 16)}: ${found[2]}${learns}`;
  });
}
