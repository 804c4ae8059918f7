import type { Mutant } from './mutant.ts';

export const commitScanStops: Mutant = {
  id: 'commit-scan-stops',
  number: 25,
  tier: 1,
  summary: 'a leader never commits past an entry of an earlier term',
  source: 'https://github.com/zhebrak/raftos/pull/30',
  oracles: ['convergence', 'service'],
  hunts: ['default'],
  patches: [
    {
      file: 'src/raft/commit.ts',
      anchor: '  if (!log.matches(index, raft.term)) {',
      replacement: '  if (!log.matches((log.commitIndex + 1) as LogIndex, raft.term)) {',
    },
  ],
};
