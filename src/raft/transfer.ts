import type { NodeId } from '../base/ids.ts';
import { isVoter } from './configuration.ts';
import type { Refusal } from './proposing.ts';
import { finishTransfer } from './replication.ts';
import type { RaftState } from './state.ts';

/**
 * Hands leadership to `target` once it has the whole log (thesis §3.10). Until it leads, or an
 * election timeout has passed, proposals are refused. Null when the transfer is under way.
 */
export function transferLeadership(raft: RaftState, target: NodeId): Refusal | 'noVoter' | null {
  if (!raft.isLeader) {
    return 'notLeader';
  }
  const progress = raft.progress.get(target);
  if (target === raft.id || progress === undefined || !isVoter(raft.configuration, target)) {
    return 'noVoter';
  }
  if (raft.transferTarget === target) {
    return null;
  }
  raft.transferTarget = target;
  raft.electionElapsedTicks = 0;
  progress.nudge = true;
  raft.replicationDue = true;
  finishTransfer(raft, target, progress);
  return null;
}
