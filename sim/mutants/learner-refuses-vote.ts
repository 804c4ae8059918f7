import type { Mutant } from './mutant.ts';

export const learnerRefusesVote: Mutant = {
  id: 'learner-refuses-vote',
  number: 43,
  tier: 3,
  summary: 'who does not know yet that it was made a voter refuses to vote',
  source: 'https://github.com/etcd-io/etcd/pull/10998',
  oracles: ['convergence', 'service', 'scenario'],
  hunts: ['membership', 'unaware-voter'],
  patches: [
    {
      file: 'src/raft/election.ts',
      anchor: `(raft.vote === NO_NODE && raft.leader === NO_NODE);
  const granted = open && raft.log.isUpToDate(`,
      replacement: `(raft.vote === NO_NODE && raft.leader === NO_NODE);
  const granted = open && isVoter(raft.configuration, raft.id) && raft.log.isUpToDate(`,
    },
  ],
};
