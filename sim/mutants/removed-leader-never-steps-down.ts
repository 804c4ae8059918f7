import type { Mutant } from './mutant.ts';

export const removedLeaderNeverStepsDown: Mutant = {
  id: 'removed-leader-never-steps-down',
  number: 42,
  tier: 2,
  summary: 'a leader that was removed or demoted leads on, and takes nothing in',
  source: 'confchange_v1_remove_leader.txt of https://github.com/etcd-io/raft',
  oracles: ['departed-leaders', 'service', 'convergence'],
  hunts: ['removed-leader', 'membership'],
  patches: [
    {
      file: 'src/raft/configuring.ts',
      anchor: `    raft.isDeparting = false;
    handOver(raft);
    becomeFollower(raft, raft.term, NO_NODE);
`,
      replacement: `    raft.isDeparting = false;
`,
    },
    {
      file: 'src/engine/leaving.ts',
      anchor: '  if (replica.confirmedRemoved.includes(context.options.node)) {',
      replacement:
        '  if (replica.confirmedRemoved.includes(context.options.node) && !replica.raft.state.isLeader) {',
    },
  ],
};
