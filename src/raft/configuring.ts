import { NO_INDEX, NO_NODE } from '../base/ids.ts';
import { advanceCommit } from './commit.ts';
import { type Configuration, isElectable, isVoter } from './configuration.ts';
import { replicate } from './replication.ts';
import { appendEmpty, becomeFollower } from './roles.ts';
import { hasCommittedInTerm, type RaftState } from './state.ts';
import { trackMembers } from './tracking.ts';

/**
 * Makes a committed configuration effective. It was applied to the replicated state just now, at the
 * same index on every replica (design.md: membership takes effect on apply).
 */
export function applyConfiguration(raft: RaftState, configuration: Configuration): void {
  if (!isVoter(configuration, raft.id)) {
    raft.isDeparting ||= isElectable(raft.configuration, raft.id);
  } else {
    raft.isDeparting = false;
  }
  raft.configuration = configuration;
  if (!raft.isLeader) {
    return;
  }
  trackMembers(raft);
  if (!isElectable(configuration, raft.transferTarget)) {
    raft.transferTarget = NO_NODE;
  }
  // A smaller quorum may already hold what the larger one did not.
  advanceCommit(raft);
  raft.replicationDue = true;
  if (hasLeft(raft)) {
    confirmConfiguration(raft);
  }
}

/**
 * Appends an empty entry, unless one is under way, or a change of members in the log is not applied.
 * Who acknowledges it has made durable that every change before it is committed, for this leader and
 * whoever leads later send no entry without the commit index that they knew when they had it. So once
 * it is committed, a majority can go on without those who have left, whoever crashes. Nobody may
 * vanish earlier: a member that did not hear of the change may still need its vote (raft.md items 33,
 * 34). Behind a change that is not applied it would say nothing: its commit index may be older.
 */
export function confirmConfiguration(raft: RaftState): void {
  const isUnderWay = raft.confirmingIndex > raft.log.appliedIndex;
  const isChanging = raft.configurationIndexMin > raft.log.appliedIndex;
  if (raft.isLeader && hasCommittedInTerm(raft) && !isUnderWay && !isChanging) {
    appendEmpty(raft);
    raft.confirmingIndex = raft.log.lastIndex;
  }
}

/** Ends the leadership of who was removed or demoted, as soon as the others can go on alone. */
export function leaveWhenConfirmed(raft: RaftState): void {
  const isConfirmed =
    raft.confirmingIndex > NO_INDEX && raft.confirmingIndex <= raft.log.appliedIndex;
  if (raft.isLeader && isConfirmed && hasLeft(raft)) {
    raft.isDeparting = false;
    handOver(raft);
    becomeFollower(raft, raft.term, NO_NODE);
  }
}

/** Whether this leader is outside its own configuration: it must not count itself, nor go on for long. */
export function hasLeft(raft: RaftState): boolean {
  return raft.isLeader && !isVoter(raft.configuration, raft.id);
}

/** Tells the members of the commit that ends this leadership, and one that has it all to take over. */
function handOver(raft: RaftState): void {
  for (const progress of raft.progress.values()) {
    progress.nudge = true;
  }
  replicate(raft);
  const complete = raft.configuration.voters.find(
    (voter) =>
      isElectable(raft.configuration, voter) &&
      raft.progress.get(voter)?.matchIndex === raft.log.lastIndex,
  );
  if (complete !== undefined) {
    raft.messages.push({ kind: 'timeoutNow', from: raft.id, to: complete, term: raft.term });
  }
}
