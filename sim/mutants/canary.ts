import type { Mutant } from './mutant.ts';

export const canary: Mutant = {
  id: 'canary',
  number: null,
  tier: 0,
  summary: 'a leader commits what it alone holds; a sweep that misses this one finds nothing',
  source: 'none: nobody would write this',
  oracles: ['committed-on-quorum'],
  hunts: ['default'],
  patches: [
    {
      file: 'src/raft/commit.ts',
      anchor: `  const reached = Math.min(
    quorumReached(raft.configuration, matchIndex),
    isVoter(raft.configuration, raft.id) ? log.lastIndex : heirIndex(raft, matchIndex),
  );`,
      replacement: '  const reached: number = matchIndex(raft.id);',
    },
  ],
};
