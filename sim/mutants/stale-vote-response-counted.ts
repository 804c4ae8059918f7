import type { Mutant } from './mutant.ts';

export const staleVoteResponseCounted: Mutant = {
  id: 'stale-vote-response-counted',
  number: 5,
  tier: 1,
  summary: 'a candidate counts a vote that was given to it in an earlier term',
  source: 'https://github.com/xnnyygn/xraft/issues/33',
  oracles: ['elected-by-quorum', 'election-safety'],
  hunts: ['default', 'network'],
  patches: [
    {
      file: 'src/raft/step.ts',
      anchor: '  if (message.term < raft.term) {',
      replacement: "  if (message.term < raft.term && message.kind !== 'voteResponse') {",
    },
  ],
};
