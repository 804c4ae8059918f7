import type { Mutant } from './mutant.ts';

export const removedLeaderCountsSelf: Mutant = {
  id: 'removed-leader-counts-self',
  number: 41,
  tier: 2,
  summary: 'a leader that was removed counts what it has itself',
  source: 'confchange_v1_remove_leader.txt of https://github.com/etcd-io/raft',
  oracles: ['committed-on-quorum'],
  hunts: ['removed-leader', 'membership'],
  nodes: 3,
  patches: [
    {
      file: 'src/raft/commit.ts',
      anchor: '(voter: NodeId) => progress.get(voter)?.matchIndex ?? NO_INDEX;',
      replacement: `(voter: NodeId) =>
    voter === raft.id ? log.durableIndex : (progress.get(voter)?.matchIndex ?? NO_INDEX);`,
    },
    {
      file: 'src/raft/commit.ts',
      anchor: '    quorumReached(raft.configuration, matchIndex),',
      replacement: `    quorumReached(
      isVoter(raft.configuration, raft.id)
        ? raft.configuration
        : { ...raft.configuration, voters: [...raft.configuration.voters, raft.id] },
      matchIndex,
    ),`,
    },
  ],
};
