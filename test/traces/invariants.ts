import { ElectionSafety } from '../../sim/oracles/election-safety.ts';
import { VoteMemory } from '../../sim/oracles/vote-memory.ts';
import { type LogIndex, NO_INDEX, NO_NODE, type NodeId } from '../../src/base/ids.ts';
import { invariant } from '../../src/base/invariant.ts';
import { checkTransition, type RaftSummary } from '../../src/raft/invariants.ts';
import { quorumReached } from '../../src/raft/quorum.ts';
import { group } from '../branded.ts';
import type { TraceEvent, TraceMessage } from './trace-event.ts';

/** Looks at one event after the other. @throws when the invariant does not hold of them. */
export type Watch = (event: TraceEvent) => void;

const GROUP = group(1);

/** The oracles and invariants of the simulator, and a few more, each over the events of a trace. */
export const INVARIANTS = {
  'election-safety': watchLeaders,
  'vote-memory': watchVotes,
  transitions: watchTransitions,
  'commit-within-log': () => checkCommitWithinLog,
  'commit-of-a-leader': watchCommits,
  'commit-on-quorum': watchQuorums,
  'speaks-in-own-term': () => checkOwnTerm,
  'acknowledges-what-it-has': () => checkAcknowledgement,
} as const satisfies Readonly<Record<string, () => Watch>>;

export type InvariantName = keyof typeof INVARIANTS;

/** Feeds events to one invariant; returns the line at which it is violated, or null. */
export function firstViolation(
  name: InvariantName,
  events: readonly TraceEvent[],
): { readonly line: number; readonly message: string } | null {
  const watch = INVARIANTS[name]();
  for (const event of events) {
    try {
      watch(event);
    } catch (error) {
      return { line: event.line, message: `${error}` };
    }
  }
  return null;
}

function watchLeaders(): Watch {
  const oracle = new ElectionSafety();
  return ({ role, term, node }) => {
    if (role === 'leader') {
      oracle.note(GROUP, term, node);
    }
  };
}

function watchVotes(): Watch {
  const oracle = new VoteMemory();
  return (event) => {
    const { name, node, message } = event;
    if (message === null || !promises(event)) {
      return;
    }
    if (name === 'SendRequestVoteResponse') {
      oracle.noteVote(node, GROUP, message.term, message.to);
    } else {
      oracle.noteTerm(node, GROUP, message.term);
    }
  };
}

/** Whether a node votes or acknowledges here: it must remember that. */
export function promises({ name, message }: TraceEvent): boolean {
  const isAnswer = name === 'SendRequestVoteResponse' || name === 'SendAppendEntriesResponse';
  return isAnswer && message !== null && !message.isRejected && !isPreVote(message);
}

/** A pre-vote names a term that nobody has entered. */
function isPreVote({ type }: TraceMessage): boolean {
  return type.startsWith('MsgPreVote');
}

/** Term and commit never fall, a vote is cast once, a leader deletes nothing. */
function watchTransitions(): Watch {
  const before = new Map<NodeId, RaftSummary>();
  return (event) => {
    const known = before.get(event.node);
    const after = summaryOf(event);
    if (known !== undefined) {
      checkTransition(known, after);
    }
    before.set(event.node, after);
  };
}

/** A trace says neither whom a node follows nor what it has applied. */
function summaryOf({ term, vote, role, commit, lastIndex }: TraceEvent): RaftSummary {
  const untold = { leader: NO_NODE, appliedIndex: NO_INDEX };
  return { term, vote, role, commitIndex: commit, lastIndex, ...untold };
}

function checkCommitWithinLog({ commit, lastIndex, node }: TraceEvent): void {
  invariant(commit <= lastIndex, 'only entries in the log are committed', {
    commit,
    lastIndex,
    node,
  });
}

/** Followers learn of commits; they never are ahead of every leader. */
function watchCommits(): Watch {
  // Before there is a leader, the entries of the bootstrap are committed everywhere.
  let committed: LogIndex | null = null;
  return ({ role, commit, node }) => {
    if (role === 'leader') {
      committed = Math.max(committed ?? 0, commit) as LogIndex;
    } else if (committed !== null) {
      invariant(commit <= committed, 'a leader commits first', { commit, committed, node });
    }
  };
}

/** A leader commits what a quorum of its configuration has acknowledged to it. */
function watchQuorums(): Watch {
  const acknowledged = new Map<NodeId, Map<NodeId, LogIndex>>();
  const commits = new Map<NodeId, LogIndex>();
  return (event) => {
    const { node, role, commit } = event;
    const matches = acknowledged.get(node) ?? new Map<NodeId, LogIndex>();
    acknowledged.set(node, matches);
    noteAcknowledgement(event, matches);
    const rises = commit > (commits.get(node) ?? commit);
    commits.set(node, commit);
    if (role === 'leader' && rises) {
      checkQuorum(event, matches);
    }
  };
}

function noteAcknowledgement({ name, message }: TraceEvent, matches: Map<NodeId, LogIndex>): void {
  if (name === 'ReceiveAppendEntriesResponse' && message !== null && !message.isRejected) {
    const known = matches.get(message.from) ?? NO_INDEX;
    matches.set(message.from, Math.max(known, message.index) as LogIndex);
  }
}

function checkQuorum(event: TraceEvent, matches: ReadonlyMap<NodeId, LogIndex>): void {
  const { voters, outgoing, commit, node } = event;
  const configuration = { voters, outgoing, learners: [], witnesses: [] };
  const reached = quorumReached(configuration, (voter) => matches.get(voter) ?? 0);
  invariant(commit <= reached, 'what is committed is on a quorum', { commit, reached, node });
}

/** What a node says is of the term it is in, and it says it itself. */
function checkOwnTerm({ name, node, term, message }: TraceEvent): void {
  if (name.startsWith('Send') && message !== null && !isPreVote(message)) {
    const facts = { node, term, from: message.from, of: message.term };
    invariant(message.from === node && message.term === term, 'a node speaks for itself', facts);
  }
}

function checkAcknowledgement({ name, lastIndex, message, node }: TraceEvent): void {
  if (name === 'SendAppendEntriesResponse' && message !== null && !message.isRejected) {
    const facts = { node, lastIndex, index: message.index };
    invariant(message.index <= lastIndex, 'only what is there is acknowledged', facts);
  }
}
