import type { Mutant } from './mutant.ts';

export const prevoteResetsVote: Mutant = {
  id: 'prevote-resets-vote',
  number: 8,
  tier: 2,
  summary: 'who asks for pre-votes forgets whom it voted for in its term',
  source: 'https://github.com/canonical/raft/issues/196',
  oracles: ['replica-state', 'vote-memory'],
  hunts: ['default'],
  patches: [
    {
      file: 'src/raft/roles.ts',
      anchor: `  raft.role = 'preCandidate';
`,
      replacement: `  raft.role = 'preCandidate';
  raft.vote = NO_NODE;
  raft.hardStateChanged = true;
`,
    },
  ],
};
