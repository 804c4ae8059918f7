import { NO_NODE } from '../base/ids.ts';
import { advanceCommit } from './commit.ts';
import { type Configuration, isElectable, isVoter } from './configuration.ts';
import { replicate } from './replication.ts';
import { becomeFollower } from './roles.ts';
import type { RaftState } from './state.ts';
import { trackMembers } from './tracking.ts';

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
  if (!isElectable(configuration, raft.transferTarget)) {
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
    (voter) =>
      isElectable(raft.configuration, voter) &&
      raft.progress.get(voter)?.matchIndex === raft.log.lastIndex,
  );
  if (complete !== undefined) {
    raft.messages.push({ kind: 'timeoutNow', from: raft.id, to: complete, term: raft.term });
  }
}
