import type { Mutant } from './mutant.ts';

export const removedMemberHeard: Mutant = {
  id: 'removed-member-heard',
  tier: 2,
  summary: 'a removed node is answered as if it were a member, and never told that it is gone',
  source: 'https://github.com/hashicorp/raft/issues/524; thesis §4.2.3',
  file: 'src/engine/peers.ts',
  anchor: '  return replica.machine.membership.removed.includes(node);',
  replacement: '  return false;',
};
