import type { Mutant } from './mutant.ts';

export const nonmemberVotes: Mutant = {
  id: 'nonmember-votes',
  number: 45,
  tier: 2,
  summary: 'the votes of those who are no voters count too',
  source: 'hashicorp/raft 38cb186 (#477), 6b4e320 (#526)',
  oracles: ['elected-by-quorum', 'election-safety', 'leader-completeness'],
  hunts: ['learner-minority', 'membership'],
  patches: [
    {
      file: 'src/raft/election.ts',
      anchor: '  const counts = voter === raft.id || isVoter(raft.configuration, voter);',
      replacement: '  const counts = true;',
    },
    {
      file: 'src/raft/election.ts',
      anchor: `  const { voters, outgoing } = raft.configuration;
  return [...new Set([...voters, ...outgoing])]`,
      replacement: `  const { voters, outgoing, learners } = raft.configuration;
  return [...new Set([...voters, ...outgoing, ...learners])]`,
    },
    {
      file: 'src/raft/quorum.ts',
      anchor: `  const needed = majorityOf(voters.length);
`,
      replacement: `  for (const [node, vote] of votes) {
    granted += vote && !voters.includes(node) ? 1 : 0;
  }
  const needed = majorityOf(voters.length);
`,
    },
  ],
};
