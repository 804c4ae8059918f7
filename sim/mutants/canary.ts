import type { Mutant } from './mutant.ts';

export const canary: Mutant = {
  id: 'canary',
  tier: 0,
  summary: 'a leader commits what it alone holds; a sweep that misses this one finds nothing',
  source: 'none: nobody would write this',
  file: 'src/raft/commit.ts',
  anchor: `  const reached = quorumReached(
    raft.configuration,
    (voter) => progress.get(voter)?.matchIndex ?? 0,
  );`,
  replacement: '  const reached: number = progress.get(raft.id)?.matchIndex ?? 0;',
};
