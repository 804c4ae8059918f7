import type { Mutant } from './mutant.ts';

export const readindexBeforeNoop: Mutant = {
  id: 'readindex-before-noop',
  number: 31,
  tier: 2,
  summary: 'a new leader answers reads by a commit index from before its term',
  source: 'https://github.com/tikv/tikv/pull/9239; thesis §6.4',
  oracles: ['linearizability', 'acknowledged-then-lost', 'monotonic-reads', 'read-your-writes'],
  hunts: ['unheard-commit', 'default', 'network'],
  patches: [
    {
      file: 'src/raft/reading.ts',
      anchor: `  if (!hasCommittedInTerm(raft)) {
    raft.reads.addEarly(read);
    return;
  }`,
      replacement: '',
    },
  ],
};
