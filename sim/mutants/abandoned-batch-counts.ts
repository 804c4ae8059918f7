import type { Mutant } from './mutant.ts';

export const abandonedBatchCounts: Mutant = {
  id: 'abandoned-batch-counts',
  number: null,
  tier: 3,
  summary:
    'what a crash left behind the end of the log stays there, and may follow from what is written later',
  source: 'this engine, until seed 429 of profile disk found it',
  oracles: ['engine'],
  hunts: ['lost-mark', 'disk'],
  patches: [
    {
      file: 'src/storage/log/log-recovery.ts',
      anchor: '    yield* erase(recovered.end.segment, reading.abandoned());',
      replacement: '    yield* erase(recovered.end.segment, []);',
    },
  ],
};
