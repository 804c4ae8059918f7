import { NO_NODE } from '../base/ids.ts';
import { campaign } from './election.ts';
import { quorumReached } from './quorum.ts';
import { becomeFollower } from './roles.ts';
import { isPromotable, type RaftState } from './state.ts';

/** Lets one tick of time pass. */
export function tick(raft: RaftState): void {
  raft.electionElapsedTicks++;
  if (raft.isLeader) {
    tickLeader(raft);
  } else if (raft.electionElapsedTicks >= raft.electionTimeoutTicks && isPromotable(raft)) {
    campaign(raft);
  }
}

function tickLeader(raft: RaftState): void {
  const { electionTicks, heartbeatTicks, checkQuorum } = raft.options;
  if (raft.electionElapsedTicks >= electionTicks) {
    raft.electionElapsedTicks = 0;
    // A transfer that takes longer than an election is given up (thesis §3.10).
    raft.transferTarget = NO_NODE;
    if (checkQuorum && !heardFromQuorum(raft)) {
      becomeFollower(raft, raft.term, NO_NODE);
      return;
    }
  }
  raft.heartbeatElapsedTicks++;
  if (raft.heartbeatElapsedTicks >= heartbeatTicks) {
    raft.heartbeatElapsedTicks = 0;
    raft.heartbeatDue = true;
  }
}

/** Whether a quorum of voters answered since the last check; starts the next period. */
function heardFromQuorum(raft: RaftState): boolean {
  const active = quorumReached(raft.configuration, (voter) =>
    voter === raft.id || raft.progress.get(voter)?.recentActive === true ? 1 : 0,
  );
  for (const progress of raft.progress.values()) {
    progress.recentActive = false;
  }
  return active >= 1;
}
