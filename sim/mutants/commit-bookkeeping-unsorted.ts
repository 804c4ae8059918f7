import type { Mutant } from './mutant.ts';

export const commitBookkeepingUnsorted: Mutant = {
  id: 'commit-bookkeeping-unsorted',
  number: 16,
  tier: 3,
  summary: 'what voters have acknowledged is not in order where two differ by one',
  source: 'https://github.com/databendlabs/openraft/issues/1802',
  oracles: ['committed-on-quorum'],
  hunts: ['default'],
  patches: [
    {
      file: 'src/raft/quorum.ts',
      anchor: '(sorted[at - 1] as number) > value',
      replacement: '(sorted[at - 1] as number) > value + 1',
    },
  ],
};
