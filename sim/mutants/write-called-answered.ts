import type { Mutant } from './mutant.ts';

export const writeCalledAnswered: Mutant = {
  id: 'write-called-answered',
  number: null,
  tier: 1,
  summary: 'every third command of a session is called answered already, and never takes effect',
  source: 'this simulator, which took the answer for an unknown outcome',
  oracles: ['write-answers'],
  hunts: ['default'],
  patches: [
    {
      file: 'src/kv/machine.ts',
      anchor: `      case 'new': {
        const outcome = this.#execute(index, command);`,
      replacement: `      case 'new': {
        if (sequence % 3 === 0) {
          return result('alreadyAnswered', 0, 0);
        }
        const outcome = this.#execute(index, command);`,
    },
  ],
};
