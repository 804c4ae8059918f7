import type { MembershipChange } from '../kv/membership-change.ts';
import type { Replica } from './replica.ts';

/** A learner may lack this many entries and still be promoted. */
const LAG_ENTRIES_MAX = 100;

/**
 * Why a learner must not be made a voter yet; null when nothing speaks against the change. A voter
 * that has nothing cannot vote for anything: the group would be one failure closer to standing still
 * (raft.md item 36).
 */
export function refusalOfPromotion(replica: Replica, change: MembershipChange): string | null {
  const { isLeader, progress, log } = replica.raft.state;
  if (!isLeader) {
    return null;
  }
  for (const step of change.changes) {
    if (step.kind === 'promote') {
      const matchIndex = progress.get(step.node)?.matchIndex ?? 0;
      const lag = log.lastIndex - matchIndex;
      if (matchIndex === 0 || lag > LAG_ENTRIES_MAX) {
        return `node ${step.node} lacks ${lag} entries, at most ${LAG_ENTRIES_MAX} are allowed`;
      }
    }
  }
  return null;
}
