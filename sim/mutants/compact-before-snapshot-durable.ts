import type { Mutant } from './mutant.ts';

export const compactBeforeSnapshotDurable: Mutant = {
  id: 'compact-before-snapshot-durable',
  number: 57,
  tier: 2,
  summary: 'the log gives up entries before the snapshot that covers them is synced',
  source: 'hashicorp/raft 1660e03, 854cbcb',
  oracles: ['engine'],
  hunts: ['default', 'disk'],
  patches: [
    {
      file: 'src/storage/disk-task.ts',
      anchor: `  yield* syncFile(temporary);
  yield* renameFile(temporary, file);`,
      replacement: `  yield* renameFile(temporary, file);`,
    },
  ],
};
