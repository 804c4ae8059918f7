import type { Mutant } from './mutant.ts';

export const twoConfigChangesInflight: Mutant = {
  id: 'two-config-changes-inflight',
  number: 39,
  tier: 2,
  summary: 'a second change of members is proposed while the first one is not applied',
  source: 'thesis §4.1; bd3c759 of https://github.com/etcd-io/raft',
  oracles: ['configuration-changes', 'election-safety'],
  hunts: ['membership', 'default'],
  patches: [
    {
      file: 'src/raft/proposing.ts',
      anchor: `  raft.configurationIndexMin = raft.log.lastIndex;
`,
      replacement: '',
    },
  ],
};
