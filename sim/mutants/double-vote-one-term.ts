import type { Mutant } from './mutant.ts';

export const doubleVoteOneTerm: Mutant = {
  id: 'double-vote-one-term',
  number: 4,
  tier: 2,
  summary: 'a replica votes for every candidate of a term whose log is good enough',
  source: 'https://github.com/camunda/camunda/issues/5356',
  oracles: ['vote-memory', 'replica-state', 'election-safety'],
  hunts: ['default'],
  patches: [
    {
      file: 'src/raft/election.ts',
      anchor:
        '  const open = raft.vote === request.from || (raft.vote === NO_NODE && raft.leader === NO_NODE);',
      replacement: '  const open = raft.leader === NO_NODE;',
    },
  ],
};
