import type { Mutant } from './mutant.ts';

export const applyBeforeCommit: Mutant = {
  id: 'apply-before-commit',
  number: 62,
  tier: 1,
  summary: 'entries are applied, and answered, as soon as they are on the own medium',
  source: 'Raft §5.3; https://jepsen.io/analyses/redis-raft-1b3fbf6',
  oracles: ['state-machine-safety', 'equal-state', 'replica-state'],
  hunts: ['default'],
  patches: [
    {
      file: 'src/raft/log.ts',
      anchor: '    return minIndex(this.#commitIndex, this.#durableIndex);',
      replacement: '    return this.#durableIndex;',
    },
  ],
};
