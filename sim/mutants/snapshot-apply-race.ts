import type { Mutant } from './mutant.ts';

export const snapshotApplyRace: Mutant = {
  id: 'snapshot-apply-race',
  number: 53,
  tier: 3,
  summary: 'entries are applied while a snapshot that replaces them is being installed',
  source: 'openraft eed681d5',
  oracles: ['engine', 'replica-state', 'equal-state'],
  hunts: ['default'],
  patches: [
    {
      file: 'src/engine/applying.ts',
      anchor: `  if (raft.state.pendingSnapshot !== null) {
    // The entries build on a state that is not installed yet.
    return false;
  }
`,
      replacement: '',
    },
  ],
};
