import type { Mutant } from './mutant.ts';

export const readJoinsSentRound: Mutant = {
  id: 'read-joins-sent-round',
  tier: 3,
  summary: 'a read is confirmed by answers to heartbeats that were sent before it was asked',
  source: 'https://github.com/etcd-io/raft/pull/397',
  file: 'src/raft/read-rounds.ts',
  anchor: '    if (open && last.commitIndex === commitIndex) {',
  replacement: '    if (last !== undefined && last.commitIndex === commitIndex) {',
};
