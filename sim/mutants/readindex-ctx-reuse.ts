import type { Mutant } from './mutant.ts';

export const readindexCtxReuse: Mutant = {
  id: 'readindex-ctx-reuse',
  number: 32,
  tier: 3,
  summary: 'a read is confirmed by answers to heartbeats that were sent before it was asked',
  source: 'https://github.com/etcd-io/raft/pull/397',
  oracles: ['linearizability', 'acknowledged-then-lost', 'monotonic-reads', 'read-your-writes'],
  hunts: ['late-confirmation', 'network'],
  patches: [
    {
      file: 'src/raft/read-rounds.ts',
      anchor: '    if (open && last.commitIndex === commitIndex) {',
      replacement: '    if (last !== undefined && last.commitIndex === commitIndex) {',
    },
  ],
};
