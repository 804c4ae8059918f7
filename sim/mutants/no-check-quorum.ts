import type { Mutant } from './mutant.ts';

export const noCheckQuorum: Mutant = {
  id: 'no-check-quorum',
  number: null,
  tier: 'harmless',
  summary: 'leaders do not ask whether anybody hears them',
  source: 'Raft §5.2: CheckQuorum is an optimisation',
  oracles: [],
  hunts: ['default', 'membership'],
  patches: [
    {
      file: 'src/engine/starting.ts',
      anchor: `    checkQuorum,
    appendBytesMax,
`,
      replacement: `    checkQuorum: false,
    appendBytesMax,
`,
    },
  ],
};
