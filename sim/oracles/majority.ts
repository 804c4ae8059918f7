import type { NodeId } from '../../src/base/ids.ts';

/**
 * Whether more than half of `voters` are among those that `has` names. Counted here and not by the
 * engine, whose own way of counting is among the things to be checked.
 */
export function isMajority(voters: readonly NodeId[], has: (voter: NodeId) => boolean): boolean {
  return 2 * voters.filter(has).length > voters.length;
}
