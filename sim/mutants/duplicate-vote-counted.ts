import type { Mutant } from './mutant.ts';

export const duplicateVoteCounted: Mutant = {
  id: 'duplicate-vote-counted',
  number: 6,
  tier: 1,
  summary: 'a vote that the network delivers twice counts as two',
  source: 'https://github.com/ktoso/akka-raft/issues/47',
  oracles: ['elected-by-quorum', 'election-safety'],
  hunts: ['network'],
  nodes: 5,
  patches: [
    {
      file: 'src/raft/election.ts',
      anchor: '    raft.votes.set(voter, granted);',
      replacement: `    raft.votes.set(voter, granted);
  } else if (isVoter(raft.configuration, voter) && voter !== raft.id) {
    const silent = otherVoters(raft).find((other) => !raft.votes.has(other));
    if (silent !== undefined) {
      raft.votes.set(silent, granted);
    }`,
    },
  ],
};
