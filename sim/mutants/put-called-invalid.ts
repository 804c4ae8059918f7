import type { Mutant } from './mutant.ts';

export const putCalledInvalid: Mutant = {
  id: 'put-called-invalid',
  number: null,
  tier: 1,
  summary: 'a put at an even index is called no command, and never takes effect',
  source: 'this simulator, which took the answer for an unknown outcome',
  oracles: ['write-answers'],
  hunts: ['default'],
  patches: [
    {
      file: 'src/kv/machine.ts',
      anchor: `      case 'put':
        this.#put(key, value, index);`,
      replacement: `      case 'put':
        if (index % 2 === 0) {
          return result('invalid', 0, 0);
        }
        this.#put(key, value, index);`,
    },
  ],
};
