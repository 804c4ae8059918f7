import type { Mutant } from './mutant.ts';

export const corruptTailTruncated: Mutant = {
  id: 'corrupt-tail-truncated',
  number: 60,
  tier: 2,
  summary: 'damage in the midst of the log is taken for an end that a crash tore',
  source: 'https://www.usenix.org/conference/fast18/presentation/alagappan',
  oracles: [
    'engine',
    'committed-on-quorum',
    'vote-memory',
    'leader-completeness',
    'acknowledged-then-lost',
  ],
  hunts: ['disk'],
  patches: [
    {
      file: 'src/storage/log/segment-scan.ts',
      anchor: 'behind.some(({ syncedThrough }) => syncedThrough >= missing)',
      replacement: 'false',
    },
  ],
};
