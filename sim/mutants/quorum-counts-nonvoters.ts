import type { Mutant } from './mutant.ts';

export const quorumCountsNonvoters: Mutant = {
  id: 'quorum-counts-nonvoters',
  number: 14,
  tier: 2,
  summary: 'what learners have acknowledged counts towards the quorum of a commit',
  source: 'hashicorp/raft 6e41709 (#308); openraft beb0302b',
  oracles: ['committed-on-quorum'],
  hunts: ['membership', 'default'],
  patches: [
    {
      file: 'src/raft/commit.ts',
      anchor: '    quorumReached(raft.configuration, matchIndex),',
      replacement: `    [...progress.values()].map((member) => member.matchIndex).sort((a, b) => b - a)[
      Math.floor(raft.configuration.voters.length / 2)
    ] ?? 0,`,
    },
  ],
};
