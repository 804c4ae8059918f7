import type { Mutant } from './mutant.ts';

export const singleStepNoNoop: Mutant = {
  id: 'single-step-no-noop',
  tier: 3,
  summary: 'a new leader changes the membership before it has committed an entry of its term',
  source: 'https://groups.google.com/g/raft-dev/c/t4xj6dJTP6E',
  file: 'src/raft/proposing.ts',
  anchor:
    '  if (raft.configurationIndexMin > raft.log.appliedIndex || !hasCommittedInTerm(raft)) {',
  replacement: '  if (raft.configurationIndexMin > raft.log.appliedIndex) {',
};
