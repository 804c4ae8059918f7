import type { Mutant } from './mutant.ts';

export const termRegressOnSnapshot: Mutant = {
  id: 'term-regress-on-snapshot',
  number: 11,
  tier: 2,
  summary: 'who restarts is back in the term of its newest snapshot',
  source: 'https://github.com/willemt/raft/pull/118',
  oracles: ['vote-memory', 'replica-state'],
  hunts: ['default', 'disk'],
  patches: [
    {
      file: 'src/storage/log/group-replay.ts',
      anchor: `    this.#snapshot = mark.position;
`,
      replacement: `    this.#snapshot = mark.position;
    this.#hardState = { ...this.#hardState, term: mark.position.term, vote: NO_NODE };
`,
    },
  ],
};
