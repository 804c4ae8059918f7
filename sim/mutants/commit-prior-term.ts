import type { Mutant } from './mutant.ts';

export const commitPriorTerm: Mutant = {
  id: 'commit-prior-term',
  number: 15,
  tier: 3,
  summary: 'a leader commits an entry of an earlier term by counting its replicas (Figure 8)',
  source: 'Raft §5.4.2; https://github.com/bakwc/PySyncObj/issues/169',
  oracles: ['state-machine-safety', 'leader-completeness'],
  hunts: ['figure-8', 'default'],
  patches: [
    {
      file: 'src/raft/commit.ts',
      anchor: '  if (!log.matches(index, raft.term)) {',
      replacement: '  if (log.termAt(index) === undefined) {',
    },
  ],
};
