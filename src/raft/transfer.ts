import { NO_NODE, type NodeId } from '../base/ids.ts';
import { isElectable } from './configuration.ts';
import type { Refusal } from './proposing.ts';
import { finishTransfer } from './replication.ts';
import type { RaftState } from './state.ts';

/**
 * Hands leadership to `wanted`, or to the best voter where that is 0, once it has the whole log
 * (thesis §3.10). Until it leads, or an election timeout has passed, proposals are refused. Null when
 * the transfer is under way.
 */
export function transferLeadership(raft: RaftState, wanted: NodeId): Refusal | 'noVoter' | null {
  if (!raft.isLeader) {
    return 'notLeader';
  }
  if (wanted === NO_NODE && raft.transferTarget !== NO_NODE) {
    return null;
  }
  const target = wanted === NO_NODE ? (bestSuccessor(raft) ?? NO_NODE) : wanted;
  const progress = raft.progress.get(target);
  if (target === raft.id || progress === undefined || !isElectable(raft.configuration, target)) {
    return 'noVoter';
  }
  if (raft.transferTarget === target) {
    return null;
  }
  raft.transferTarget = target;
  raft.lease.forfeit();
  raft.electionElapsedTicks = 0;
  progress.nudge = true;
  raft.replicationDue = true;
  finishTransfer(raft, target, progress);
  return null;
}

/** The other voter that may lead and lacks least, and of equals one that answered lately; null without any. */
export function bestSuccessor(raft: RaftState): NodeId | null {
  let best: NodeId | null = null;
  let bestRank = -1;
  for (const voter of raft.configuration.voters) {
    const progress = raft.progress.get(voter);
    const isOther = voter !== raft.id && isElectable(raft.configuration, voter);
    if (isOther && progress !== undefined) {
      const rank = 2 * progress.matchIndex + (progress.recentActive ? 1 : 0);
      if (rank > bestRank) {
        best = voter;
        bestRank = rank;
      }
    }
  }
  return best;
}
