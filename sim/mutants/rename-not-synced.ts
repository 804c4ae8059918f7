import type { Mutant } from './mutant.ts';

export const renameNotSynced: Mutant = {
  id: 'rename-not-synced',
  number: null,
  tier: 2,
  summary: 'a file that was given its final name can lose the name in a power cut',
  source: 'raft.md item 30',
  oracles: ['engine'],
  hunts: ['default', 'disk'],
  patches: [
    {
      file: 'src/storage/disk-task.ts',
      anchor: `  // Without this the rename itself may be undone by a crash (raft.md item 30).
  yield* syncDirectory();`,
      replacement: '',
    },
  ],
};
