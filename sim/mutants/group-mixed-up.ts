import type { Mutant } from './mutant.ts';

export const groupMixedUp: Mutant = {
  id: 'group-mixed-up',
  tier: 1,
  summary: 'a message for one group is delivered to another one on the same node',
  source: 'dragonboat 5934f84',
  file: 'src/engine/peers.ts',
  anchor: `  const replica = context.replicas.get(group);
  if (replica !== undefined && message.kind === 'initialMembers') {`,
  replacement: `  const [replica] = context.replicas.values();
  if (replica !== undefined && message.kind === 'initialMembers') {`,
};
