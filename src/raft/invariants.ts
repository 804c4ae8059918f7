import type { LogIndex, NodeId, Term } from '../base/ids.ts';
import { invariant } from '../base/invariant.ts';
import { membersOf } from './configuration.ts';
import type { RaftState, Role } from './state.ts';

/** What must be compared before and after a step. */
export interface RaftSummary {
  readonly term: Term;
  readonly vote: NodeId;
  readonly role: Role;
  readonly leader: NodeId;
  readonly commitIndex: LogIndex;
  readonly appliedIndex: LogIndex;
  readonly lastIndex: LogIndex;
}

export function summarize(raft: RaftState): RaftSummary {
  const { term, vote, role, leader, log } = raft;
  const { commitIndex, appliedIndex, lastIndex } = log;
  return { term, vote, role, leader, commitIndex, appliedIndex, lastIndex };
}

/** Checks what must hold of one state by itself. @throws InvariantError */
export function checkState(raft: RaftState): void {
  checkMarks(raft);
  checkRole(raft);
  checkProgress(raft);
}

/** Checks what must hold between the states before and after one step. @throws InvariantError */
export function checkTransition(before: RaftSummary, after: RaftSummary): void {
  const facts = { before, after };
  invariant(after.term >= before.term, 'the term never falls', facts);
  invariant(after.commitIndex >= before.commitIndex, 'the commit index never falls', facts);
  invariant(after.appliedIndex >= before.appliedIndex, 'the applied index never falls', facts);
  if (after.term !== before.term) {
    return;
  }
  invariant(
    before.vote === 0 || after.vote === before.vote,
    'a vote is cast once in a term (§5.2)',
    facts,
  );
  invariant(
    before.role !== 'leader' || after.role !== 'leader' || after.lastIndex >= before.lastIndex,
    'a leader never deletes entries (§5.3, Leader Append-Only)',
    facts,
  );
  invariant(
    before.leader === 0 || after.leader === 0 || after.leader === before.leader,
    'a term has one leader (§5.2)',
    facts,
  );
}

function checkMarks(raft: RaftState): void {
  const { log } = raft;
  invariant(
    log.compacted.index <= log.appliedIndex || raft.pendingSnapshot !== null,
    'only what is applied is compacted',
  );
  invariant(log.appliedIndex <= log.applicableIndex, 'only committed, durable entries are applied');
  invariant(log.commitIndex <= log.lastIndex, 'only entries in the log are committed');
  invariant(log.durableIndex <= log.handedIndex, 'only what storage was given is durable');
  invariant(log.handedIndex <= log.lastIndex, 'only entries in the log are given to storage');
  invariant(log.lastTerm <= raft.term, 'no entry is of a later term than its replica');
}

function checkRole(raft: RaftState): void {
  switch (raft.role) {
    case 'leader':
      invariant(raft.leader === raft.id, 'a leader follows itself');
      invariant(raft.term > 0, 'a leader has a term');
      return;
    case 'candidate':
      invariant(raft.vote === raft.id, 'a candidate voted for itself');
      invariant(raft.leader === 0, 'a candidate has no leader');
      return;
    case 'preCandidate':
      invariant(raft.leader === 0, 'a pre-candidate has no leader');
      return;
    case 'follower':
      invariant(raft.leader !== raft.id, 'a follower does not follow itself');
      return;
  }
}

function checkProgress(raft: RaftState): void {
  if (!raft.isLeader) {
    invariant(raft.progress.size === 0, 'only a leader tracks progress');
    return;
  }
  const members = membersOf(raft.configuration);
  invariant(raft.progress.size === members.length, 'a leader tracks each member once');
  for (const [member, progress] of raft.progress) {
    invariant(progress.matchIndex < progress.nextIndex, 'match is below next');
    invariant(
      progress.matchIndex <= raft.log.lastIndex,
      'nobody acknowledged what the leader does not have',
      { member, matchIndex: progress.matchIndex, lastIndex: raft.log.lastIndex },
    );
    invariant(members.includes(member), 'only members are tracked');
  }
}
