import { type LogIndex, NO_INDEX, type NodeId } from '../base/ids.ts';
import { isElectable, isVoter } from './configuration.ts';
import { quorumReached } from './quorum.ts';
import { answerEarlyReads } from './reading.ts';
import type { RaftState } from './state.ts';

/**
 * Commits what a quorum has made durable.
 *
 * An entry of an earlier term is never committed by counting, only together with a later one of the
 * own term: a quorum alone does not keep it from being replaced (Raft §5.4.2, Figure 8).
 */
export function advanceCommit(raft: RaftState): void {
  const { log, progress } = raft;
  const matchIndex = (voter: NodeId) => progress.get(voter)?.matchIndex ?? NO_INDEX;
  const reached = Math.min(
    quorumReached(raft.configuration, matchIndex),
    isVoter(raft.configuration, raft.id) ? log.lastIndex : heirIndex(raft, matchIndex),
  );
  if (reached <= log.commitIndex) {
    return;
  }
  const index = reached as LogIndex;
  if (!log.matches(index, raft.term)) {
    return;
  }
  log.commitTo(index);
  raft.replicationDue = true;
  answerEarlyReads(raft);
}

/**
 * The highest index that one has who may lead after this leader. A leader outside its configuration
 * ends with what it commits, so an heir must have it.
 */
export function heirIndex(raft: RaftState, matchIndex: (voter: NodeId) => LogIndex): number {
  const heirs = raft.configuration.voters.filter((voter) => isElectable(raft.configuration, voter));
  return Math.max(NO_INDEX, ...heirs.map(matchIndex));
}
