import type { Mutant } from './mutant.ts';

export const noPrevote: Mutant = {
  id: 'no-prevote',
  number: null,
  tier: 'harmless',
  summary: 'nobody asks for pre-votes',
  source: 'Raft §5.2: PreVote is an optimisation',
  oracles: [],
  hunts: ['default', 'membership'],
  patches: [
    {
      file: 'src/engine/starting.ts',
      anchor: `    preVote,
    checkQuorum,
`,
      replacement: `    preVote: false,
    checkQuorum,
`,
    },
  ],
};
