import type { Mutant } from './mutant.ts';

export const sessionRepeatsApplied: Mutant = {
  id: 'session-repeats-applied',
  number: null,
  tier: 1,
  summary: 'a command that a client repeats takes effect a second time',
  source: 'Raft §8; thesis §6.3',
  oracles: ['linearizability', 'phantom-value'],
  hunts: ['default'],
  patches: [
    {
      file: 'src/kv/machine.ts',
      anchor: `      case 'repeated':
        return known.result;`,
      replacement: `      case 'repeated':
        return this.#execute(index, command);`,
    },
  ],
};
