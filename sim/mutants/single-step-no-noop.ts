import type { Mutant } from './mutant.ts';

export const singleStepNoNoop: Mutant = {
  id: 'single-step-no-noop',
  number: 38,
  tier: 3,
  summary: 'a new leader changes members before it has committed an entry of its term',
  source: 'https://groups.google.com/g/raft-dev/c/t4xj6dJTP6E',
  oracles: ['configuration-changes', 'election-safety', 'state-machine-safety'],
  hunts: ['membership', 'default'],
  patches: [
    {
      file: 'src/raft/proposing.ts',
      anchor: 'raft.configurationIndexMin > raft.log.appliedIndex || !hasCommittedInTerm(raft)',
      replacement: 'raft.configurationIndexMin > raft.log.appliedIndex',
    },
    {
      file: 'src/raft/roles.ts',
      anchor: `  raft.configurationIndexMin = raft.log.lastIndex;
`,
      replacement: '',
    },
  ],
};
