import type { Mutant } from './mutant.ts';

export const termNotPersisted: Mutant = {
  id: 'term-not-persisted',
  number: null,
  tier: 2,
  summary: 'a term that a replica enters reaches the disk only with the next entry or vote',
  source: 'Raft Figure 2, currentTerm; MustSync of https://github.com/etcd-io/raft',
  oracles: ['durable-promises', 'vote-memory', 'engine'],
  hunts: ['default'],
  patches: [
    {
      file: 'src/raft/roles.ts',
      anchor: `    raft.vote = NO_NODE;
    raft.hardStateChanged = true;`,
      replacement: '    raft.vote = NO_NODE;',
    },
  ],
};
