import type { Mutant } from './mutant.ts';

export const evenQuorumOffByOne: Mutant = {
  id: 'even-quorum-off-by-one',
  number: 13,
  tier: 1,
  summary: 'half of an even number of voters counts as a quorum for commits',
  source: 'hashicorp/raft 163a55f',
  oracles: ['committed-on-quorum'],
  hunts: ['network'],
  nodes: 4,
  patches: [
    {
      file: 'src/raft/quorum.ts',
      anchor: '  return sorted[sorted.length - majorityOf(sorted.length)] as number;',
      replacement: '  return sorted[Math.floor(sorted.length / 2)] as number;',
    },
  ],
};
