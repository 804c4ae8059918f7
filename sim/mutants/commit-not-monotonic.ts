import type { Mutant } from './mutant.ts';

export const commitNotMonotonic: Mutant = {
  id: 'commit-not-monotonic',
  number: 18,
  tier: 1,
  summary: 'a late message takes the commit index back',
  source: 'https://github.com/bakwc/PySyncObj/issues/166',
  oracles: ['replica-state'],
  hunts: ['default'],
  patches: [
    {
      file: 'src/raft/following.ts',
      anchor: `  if (index <= raft.log.commitIndex) {
    return;
  }
  if (index > raft.log.lastIndex) {`,
      replacement: '  if (index > raft.log.lastIndex) {',
    },
    {
      file: 'src/raft/log.ts',
      anchor: `    invariant(index >= this.#commitIndex, 'the commit index never falls');
`,
      replacement: '',
    },
  ],
};
