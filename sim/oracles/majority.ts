import type { NodeId } from '../../src/base/ids.ts';
import { type Membership, outgoingOf, votersOf } from '../../src/kv/membership.ts';

/**
 * Whether more than half of `voters` are among those that `has` names. Counted here and not by the
 * engine, whose own way of counting is among the things to be checked.
 */
export function isMajority(voters: readonly NodeId[], has: (voter: NodeId) => boolean): boolean {
  return 2 * voters.filter(has).length > voters.length;
}

/** Whether a majority of each half of the membership is among those that `has` names (thesis §4.3). */
export function isQuorum(membership: Membership, has: (voter: NodeId) => boolean): boolean {
  return [votersOf(membership), outgoingOf(membership)].every(
    (half) => half.length === 0 || isMajority(half, has),
  );
}
