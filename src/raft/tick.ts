import { NO_NODE, type NodeId } from '../base/ids.ts';
import { campaign } from './election.ts';
import { quorumReached } from './quorum.ts';
import { becomeFollower } from './roles.ts';
import { isPromotable, type RaftState } from './state.ts';
import { bestSuccessor } from './transfer.ts';

/** Lets one tick of time pass. */
export function tick(raft: RaftState): void {
  raft.electionElapsedTicks++;
  raft.leaderSilentTicks++;
  raft.guardTicks = Math.max(0, raft.guardTicks - 1);
  if (raft.isLeader) {
    tickLeader(raft);
  } else if (raft.electionElapsedTicks >= raft.electionTimeoutTicks && isPromotable(raft)) {
    campaign(raft);
  }
}

/** Notes that ticks will stop. No read may be answered by a lease from before (raft.md item 44). */
export function sleep(raft: RaftState): void {
  raft.lease.lapse();
}

/**
 * Goes on after `sleptTicks` in which nobody was missed: a follower gives its leader a whole election
 * timeout, and a leader its followers until the next check of the quorum.
 */
export function wake(raft: RaftState, sleptTicks: number): void {
  raft.leaderSilentTicks += sleptTicks;
  // `guardTicks` stays: who sleeps still answers heartbeats, and none says how long ago the last was.
  raft.electionElapsedTicks = 0;
  raft.heartbeatElapsedTicks = 0;
  if (raft.isLeader) {
    raft.heartbeatDue = true;
    for (const progress of raft.progress.values()) {
      progress.recentActive = true;
    }
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
  if (isStuck(raft)) {
    resign(raft);
    return;
  }
  raft.heartbeatElapsedTicks++;
  if (raft.heartbeatElapsedTicks >= heartbeatTicks) {
    raft.heartbeatElapsedTicks = 0;
    raft.heartbeatDue = true;
  }
}

/**
 * Whether this leader's disk made nothing durable for an election timeout although writes wait for
 * it. Such a leader can apply and answer nothing, but its heartbeats would keep it in office for
 * ever (raft.md item 10).
 */
function isStuck(raft: RaftState): boolean {
  const { log, options, configuration, id } = raft;
  const isOther = (voter: NodeId) => voter !== id;
  const waits =
    log.durableIndex < log.handedIndex &&
    (configuration.voters.some(isOther) || configuration.outgoing.some(isOther));
  raft.stuckTicks = waits ? raft.stuckTicks + 1 : 0;
  return raft.stuckTicks >= options.electionTicks;
}

/** Leaves the office to whoever is complete, or else to whoever wins. */
function resign(raft: RaftState): void {
  const successor = bestSuccessor(raft);
  if (successor !== null && raft.progress.get(successor)?.matchIndex === raft.log.lastIndex) {
    raft.messages.push({ kind: 'timeoutNow', from: raft.id, to: successor, term: raft.term });
  }
  raft.resignations++;
  becomeFollower(raft, raft.term, NO_NODE);
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
