import type { Mutant } from './mutant.ts';

export const readBeforeNoop: Mutant = {
  id: 'read-before-noop',
  tier: 2,
  summary: 'a new leader answers reads by a commit index from before its term',
  source: 'https://github.com/tikv/tikv/pull/9239; thesis §6.4',
  file: 'src/raft/reading.ts',
  anchor: `  if (!hasCommittedInTerm(raft)) {
    raft.reads.addEarly(read);
    return;
  }`,
  replacement: '',
};
