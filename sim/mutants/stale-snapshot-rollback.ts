import type { Mutant } from './mutant.ts';

export const staleSnapshotRollback: Mutant = {
  id: 'stale-snapshot-rollback',
  number: 56,
  tier: 2,
  summary: 'a snapshot that is older than the log takes the log back',
  source: 'https://github.com/etcd-io/etcd/issues/18055',
  oracles: ['replica-state', 'engine'],
  hunts: ['late-copies', 'network'],
  patches: [
    {
      file: 'src/raft/following.ts',
      anchor: `  if (position.index <= log.commitIndex) {
    acknowledge(raft, message.from, log.commitIndex);
    return;
  }
  if (log.matches`,
      replacement: '  if (log.matches',
    },
    {
      file: 'src/engine/inbound-snapshot.ts',
      anchor: '  if (chunk.index <= replica.raft.state.log.commitIndex) {',
      replacement: '  if (chunk.fileBytes === 0) {',
    },
    {
      file: 'src/raft/log.ts',
      anchor: `    invariant(position.index > this.#commitIndex, 'a snapshot never takes commits back');
`,
      replacement: '',
    },
  ],
};
