import type { Mutant } from './mutant.ts';

export const voteWithoutLogCheck: Mutant = {
  id: 'vote-without-log-check',
  number: null,
  tier: 1,
  summary: 'a replica votes for candidates whose log is less complete than its own',
  source: 'Raft §5.4.1',
  oracles: ['leader-completeness', 'state-machine-safety', 'acknowledged-then-lost'],
  hunts: ['default'],
  patches: [
    {
      file: 'src/raft/election.ts',
      anchor: `(raft.vote === NO_NODE && raft.leader === NO_NODE);
  const granted = open && raft.log.isUpToDate({ index: request.lastIndex, term: request.lastTerm });`,
      replacement: `(raft.vote === NO_NODE && raft.leader === NO_NODE);
  const granted = open;`,
    },
  ],
};
