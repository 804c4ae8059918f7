import type { Mutant } from './mutant.ts';

export const prevoteCountedAsVote: Mutant = {
  id: 'prevote-counted-as-vote',
  number: 7,
  tier: 2,
  summary: 'a grant that answers a pre-vote too late is counted as a vote',
  source: 'https://github.com/canonical/raft/issues/196',
  oracles: ['elected-by-quorum', 'election-safety'],
  hunts: ['network', 'default'],
  patches: [
    {
      file: 'src/raft/step.ts',
      anchor: `        onPreVoteResponse(raft, message);
      }
`,
      replacement: `        onPreVoteResponse(raft, message);
      } else if (raft.role === 'candidate') {
        onVoteResponse(raft, { ...message, kind: 'voteResponse' });
      }
`,
    },
  ],
};
