import type { Mutant } from './mutant.ts';

export const nextLeMatch: Mutant = {
  id: 'next-le-match',
  number: 26,
  tier: 1,
  summary: 'what a follower has is sent again, because the next index stays behind',
  source: 'https://github.com/bakwc/PySyncObj/issues/167',
  oracles: ['replica-state'],
  hunts: ['default'],
  patches: [
    {
      file: 'src/raft/progress.ts',
      anchor: `    this.nextIndex = maxIndex(this.nextIndex, indexAfter(index));
    invariant(this.matchIndex < this.nextIndex, 'match is below next');
`,
      replacement: '',
    },
    {
      file: 'src/raft/progress.ts',
      anchor: `    this.#reset('replicate');
    this.nextIndex = indexAfter(this.matchIndex);
`,
      replacement: `    this.#reset('replicate');
`,
    },
  ],
};
