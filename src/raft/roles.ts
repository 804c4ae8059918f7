import { indexAfter, NO_INDEX, NO_NODE, type NodeId, type Term, termAfter } from '../base/ids.ts';
import { invariant } from '../base/invariant.ts';
import { emptyDraft } from './entry.ts';
import { drawElectionTimeout, type RaftState, resetProgress } from './state.ts';

/** Follows `leader` (0 when unknown) in `term`, which is not below the own one. */
export function becomeFollower(raft: RaftState, term: Term, leader: NodeId): void {
  enterTerm(raft, term);
  leaveRole(raft);
  raft.role = 'follower';
  raft.leader = leader;
}

/** Asks whether an election could be won, without touching term or vote (thesis §9.6). */
export function becomePreCandidate(raft: RaftState): void {
  invariant(!raft.isLeader, 'a leader does not campaign');
  raft.role = 'preCandidate';
  raft.leader = NO_NODE;
  raft.votes.clear();
}

/** Enters the next term as a candidate with its own vote (Raft §5.2). */
export function becomeCandidate(raft: RaftState): void {
  invariant(!raft.isLeader, 'a leader does not campaign');
  enterTerm(raft, termAfter(raft.term));
  leaveRole(raft);
  raft.role = 'candidate';
  raft.vote = raft.id;
  raft.leader = NO_NODE;
}

/** Leads the term it was elected in, beginning with an empty entry (raft.md item 1). */
export function becomeLeader(raft: RaftState): void {
  invariant(raft.role === 'candidate', 'only a candidate is elected');
  leaveRole(raft);
  raft.role = 'leader';
  raft.leader = raft.id;
  // From now on nobody else's lease can be running.
  raft.guardTicks = 0;
  resetProgress(raft);
  const self = raft.progress.get(raft.id);
  if (self !== undefined) {
    self.becomeReplicate();
    self.recentActive = true;
    self.acknowledge(raft.log.durableIndex);
  }
  // The log may hold one change that is not applied yet; none may join it before it is.
  raft.configurationIndexMin = raft.log.lastIndex;
  raft.unappliedBytes = 0;
  appendEmpty(raft);
}

/** Adds an entry without payload in the own term. */
export function appendEmpty(raft: RaftState): void {
  const entry = {
    index: indexAfter(raft.log.lastIndex),
    term: raft.term,
    kind: 'empty' as const,
    ...emptyDraft(),
    sealed: false,
  };
  raft.log.append([entry]);
  raft.replicationDue = true;
}

/** Adopts a higher term, in which nothing was voted yet. */
export function enterTerm(raft: RaftState, term: Term): void {
  invariant(term >= raft.term, 'terms never fall');
  if (term > raft.term) {
    raft.term = term;
    raft.vote = NO_NODE;
    raft.hardStateChanged = true;
  }
}

/** Forgets what belonged to the role so far, and starts the election clock anew. */
function leaveRole(raft: RaftState): void {
  raft.electionElapsedTicks = 0;
  raft.heartbeatElapsedTicks = 0;
  raft.votes.clear();
  raft.progress.clear();
  raft.transferTarget = NO_NODE;
  raft.configurationIndexMin = NO_INDEX;
  raft.confirmingIndex = NO_INDEX;
  raft.stuckTicks = 0;
  raft.lease.reset();
  raft.replicationDue = false;
  raft.heartbeatDue = false;
  dropReads(raft);
  drawElectionTimeout(raft);
}

function dropReads(raft: RaftState): void {
  for (const read of raft.reads.drop()) {
    if (read.from === raft.id) {
      raft.readStates.push({ requestId: read.requestId, index: null });
    }
  }
}
