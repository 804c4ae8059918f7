import type { Mutant } from './mutant.ts';

export const logUptodateWrongOrder: Mutant = {
  id: 'log-uptodate-wrong-order',
  number: 9,
  tier: 1,
  summary: 'logs are compared by length although their last terms differ',
  source: 'Raft §5.4.1; openraft a48a3282',
  oracles: ['leader-completeness', 'state-machine-safety', 'acknowledged-then-lost'],
  hunts: ['longer-log', 'default', 'network'],
  patches: [
    {
      file: 'src/raft/log.ts',
      anchor:
        'other.term > this.lastTerm || (other.term === this.lastTerm && other.index >= this.lastIndex)',
      replacement: 'other.index >= this.lastIndex',
    },
  ],
};
