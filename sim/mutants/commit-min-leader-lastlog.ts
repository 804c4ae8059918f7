import type { Mutant } from './mutant.ts';

export const commitMinLeaderLastlog: Mutant = {
  id: 'commit-min-leader-lastlog',
  number: 17,
  tier: 2,
  summary: 'a follower commits entries at the end of its log that its leader has not compared',
  source: 'https://github.com/willemt/raft/pull/118; openraft 9540c904',
  oracles: ['state-machine-safety', 'committed-on-quorum', 'log-matching'],
  hunts: ['lagging-heir', 'network'],
  patches: [
    {
      file: 'src/raft/following.ts',
      anchor: 'minIndex(message.commitIndex, lastNewIndex)',
      replacement: 'minIndex(message.commitIndex, log.lastIndex)',
    },
  ],
};
