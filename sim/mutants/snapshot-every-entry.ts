import type { Mutant } from './mutant.ts';

export const snapshotEveryEntry: Mutant = {
  id: 'snapshot-every-entry',
  number: null,
  tier: 'harmless',
  summary: 'a snapshot is saved whenever anything was applied',
  source: 'Raft §7: when to snapshot is a matter of performance',
  oracles: [],
  hunts: ['default', 'multigroup'],
  patches: [
    {
      file: 'src/engine/snapshot-saving.ts',
      anchor: '  if (reaches(entries, snapshotEntries) ||',
      replacement: '  if (reaches(entries, Math.min(1, snapshotEntries)) ||',
    },
  ],
};
