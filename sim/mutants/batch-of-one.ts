import type { Mutant } from './mutant.ts';

export const batchOfOne: Mutant = {
  id: 'batch-of-one',
  number: null,
  tier: 'harmless',
  summary: 'each append carries one entry',
  source: 'Raft §5.3: more than one for efficiency',
  oracles: [],
  hunts: ['default'],
  patches: [
    {
      file: 'src/engine/starting.ts',
      anchor: `    appendBytesMax,
    inflightMessagesMax,
`,
      replacement: `    appendBytesMax: 1,
    inflightMessagesMax,
`,
    },
  ],
};
