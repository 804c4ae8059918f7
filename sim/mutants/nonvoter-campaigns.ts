import type { Mutant } from './mutant.ts';

export const nonvoterCampaigns: Mutant = {
  id: 'nonvoter-campaigns',
  number: 44,
  tier: 2,
  summary: 'a learner campaigns when it hears of no leader, and may win',
  source: 'hashicorp/raft 656e6c0 (#483)',
  oracles: ['configurations', 'membership-history'],
  hunts: ['membership', 'default'],
  patches: [
    {
      file: 'src/raft/state.ts',
      anchor: `    (isElectable(raft.configuration, raft.id) || raft.isDeparting) &&
    raft.pendingSnapshot === null`,
      replacement: `    membersOf(raft.configuration).includes(raft.id) &&
    raft.pendingSnapshot === null`,
    },
  ],
};
