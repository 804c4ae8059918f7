import type { Mutant } from './mutant.ts';

export const loadedNodesWrongKey: Mutant = {
  id: 'loaded-nodes-wrong-key',
  number: 64,
  tier: 1,
  summary: 'a message for one group is delivered to another one on the same node',
  source: 'dragonboat 5934f84',
  oracles: ['group-isolation', 'replica-state', 'engine', 'election-safety'],
  hunts: ['multigroup', 'default'],
  patches: [
    {
      file: 'src/engine/peers.ts',
      anchor: `  const replica = context.replicas.get(group);
  if (replica !== undefined && message.kind === 'initialMembers') {`,
      replacement: `  const [replica] = context.replicas.values();
  if (replica !== undefined && message.kind === 'initialMembers') {`,
    },
  ],
};
