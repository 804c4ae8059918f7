import type { Mutant } from './mutant.ts';

export const matchRegress: Mutant = {
  id: 'match-regress',
  number: 19,
  tier: 1,
  summary: 'a late acknowledgement takes back what a leader knows of a follower',
  source: 'https://github.com/zhebrak/raftos/issues/25',
  oracles: ['leader-progress'],
  hunts: ['default'],
  patches: [
    {
      file: 'src/raft/progress.ts',
      anchor: `    if (isNews) {
      this.matchIndex = index;
      this.probeSent = false;`,
      replacement: `    this.matchIndex = index;
    if (isNews) {
      this.probeSent = false;`,
    },
  ],
};
