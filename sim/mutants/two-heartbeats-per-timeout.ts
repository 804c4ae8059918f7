import type { Mutant } from './mutant.ts';

export const twoHeartbeatsPerTimeout: Mutant = {
  id: 'two-heartbeats-per-timeout',
  number: null,
  tier: 'harmless',
  summary: 'an election timeout is twice as long as the time between heartbeats, and no more',
  source: 'Raft §5.6: timing concerns availability alone',
  oracles: [],
  hunts: ['default'],
  patches: [
    {
      file: 'src/engine/starting.ts',
      anchor: `    heartbeatTicks,
    preVote,
`,
      replacement: `    heartbeatTicks: Math.max(heartbeatTicks, Math.floor(electionTicks / 2)),
    preVote,
`,
    },
  ],
};
