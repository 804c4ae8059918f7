import type { Mutant } from './mutant.ts';

export const voteNotPersisted: Mutant = {
  id: 'vote-not-persisted',
  number: 1,
  tier: 2,
  summary: 'a restarted replica has forgotten whom it voted for in its term',
  source: 'Raft Figure 2; https://github.com/datatechnology/cornerstone/issues/65',
  oracles: ['vote-memory', 'election-safety'],
  hunts: ['default'],
  patches: [
    {
      file: 'src/raft/state.ts',
      anchor: '    this.vote = recovered.hardState.vote;',
      replacement: '    this.vote = NO_NODE;',
    },
  ],
};
