import type { Mutant } from './mutant.ts';

export const commitBeyondNewEntries: Mutant = {
  id: 'commit-beyond-new-entries',
  tier: 2,
  summary:
    'a follower commits up to the end of its own log, although the leader has not compared it',
  source: 'Raft Figure 2, AppendEntries 5; https://github.com/willemt/raft/pull/118',
  file: 'src/raft/following.ts',
  anchor: '  commitThrough(raft, minIndex(message.commitIndex, lastNewIndex));',
  replacement: '  commitThrough(raft, minIndex(message.commitIndex, log.lastIndex));',
};
