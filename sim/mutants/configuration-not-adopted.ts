import type { Mutant } from './mutant.ts';

export const configurationNotAdopted: Mutant = {
  id: 'configuration-not-adopted',
  number: null,
  tier: 2,
  summary: 'a leader goes on counting by the configuration that it was elected in',
  source: 'thesis §4.1',
  oracles: ['configurations', 'committed-on-quorum'],
  hunts: ['membership', 'default'],
  patches: [
    {
      file: 'src/raft/configuring.ts',
      anchor: `  raft.configuration = configuration;
  if (!raft.isLeader) {
    return;
  }`,
      replacement: `  if (!raft.isLeader) {
    raft.configuration = configuration;
  }
  if (!raft.isLeader || isVoter(configuration, raft.id)) {
    return;
  }`,
    },
  ],
};
