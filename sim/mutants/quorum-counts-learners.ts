import type { Mutant } from './mutant.ts';

export const quorumCountsLearners: Mutant = {
  id: 'quorum-counts-learners',
  tier: 2,
  summary: 'what learners have acknowledged counts towards the quorum of a commit',
  source: 'hashicorp/raft 6e41709 (#308); openraft beb0302b',
  file: 'src/raft/commit.ts',
  anchor: `  const reached = quorumReached(
    raft.configuration,
    (voter) => progress.get(voter)?.matchIndex ?? 0,
  );`,
  replacement: `  const acknowledged = [...progress.values()].map((member) => member.matchIndex);
  acknowledged.sort((a, b) => b - a);
  const reached = acknowledged[Math.floor(raft.configuration.voters.length / 2)] ?? 0;`,
};
