import { type LogIndex, maxIndex, NO_NODE, toLogIndex } from '../base/ids.ts';
import { advanceCommit } from './commit.ts';
import { type Configuration, isVoter, membersOf } from './configuration.ts';
import { replicate } from './replication.ts';
import { becomeFollower } from './roles.ts';
import { type RaftState, trackMember } from './state.ts';

/**
 * Makes a committed configuration effective. It was applied to the replicated state just now, at the
 * same index on every replica (design.md: membership takes effect on apply).
 */
export function applyConfiguration(raft: RaftState, configuration: Configuration): void {
  raft.configuration = configuration;
  if (!raft.isLeader) {
    return;
  }
  if (!isVoter(configuration, raft.id)) {
    // A leader that was removed or demoted must not go on deciding (raft.md item 34).
    handOver(raft);
    becomeFollower(raft, raft.term, NO_NODE);
    return;
  }
  trackMembers(raft);
  if (!isVoter(configuration, raft.transferTarget)) {
    raft.transferTarget = NO_NODE;
  }
  // A smaller quorum may already hold what the larger one did not.
  advanceCommit(raft);
  raft.replicationDue = true;
}

/** Tells the members of the commit that ends this leadership, and one that has it all to take over. */
function handOver(raft: RaftState): void {
  for (const progress of raft.progress.values()) {
    progress.nudge = true;
  }
  replicate(raft);
  const complete = raft.configuration.voters.find(
    (voter) => raft.progress.get(voter)?.matchIndex === raft.log.lastIndex,
  );
  if (complete !== undefined) {
    raft.messages.push({ kind: 'timeoutNow', from: raft.id, to: complete, term: raft.term });
  }
}

function trackMembers(raft: RaftState): void {
  const members = membersOf(raft.configuration);
  for (const member of members) {
    if (!raft.progress.has(member)) {
      const progress = trackMember(raft, member, nextIndexOfNewcomer(raft));
      // Else a check of the quorum right now would count it as silent.
      progress.recentActive = true;
    }
  }
  for (const member of raft.progress.keys()) {
    if (!members.includes(member)) {
      raft.progress.delete(member);
    }
  }
}

/** A newcomer has nothing: its refusal will say so, wherever probing begins. */
function nextIndexOfNewcomer(raft: RaftState): LogIndex {
  return maxIndex(raft.log.lastIndex, toLogIndex(1));
}
