import type { Mutant } from './mutant.ts';

export const leaseSurvivesTransfer: Mutant = {
  id: 'lease-survives-transfer',
  number: 35,
  tier: 2,
  summary: 'a leader that handed over goes on answering reads by its lease',
  source: 'https://github.com/tikv/tikv/issues/4680',
  oracles: ['linearizability', 'acknowledged-then-lost', 'monotonic-reads', 'read-your-writes'],
  hunts: ['deaf-handover', 'clock'],
  patches: [
    {
      file: 'src/raft/transfer.ts',
      anchor: `  raft.lease.forfeit();
`,
      replacement: '',
    },
  ],
};
