import type { Mutant } from './mutant.ts';

export const leaderAckBeforePersist: Mutant = {
  id: 'leader-ack-before-persist',
  number: null,
  tier: 2,
  summary: 'a leader counts its own entries before they are on its medium',
  source: 'https://github.com/etcd-io/etcd/issues/14370; thesis §10.2.1',
  oracles: ['committed-on-quorum', 'acknowledged-then-lost'],
  hunts: ['default', 'disk'],
  patches: [
    {
      file: 'src/raft/commit.ts',
      anchor: '(voter: NodeId) => progress.get(voter)?.matchIndex ?? NO_INDEX;',
      replacement:
        '(voter: NodeId) => voter === raft.id ? log.lastIndex : (progress.get(voter)?.matchIndex ?? NO_INDEX);',
    },
  ],
};
