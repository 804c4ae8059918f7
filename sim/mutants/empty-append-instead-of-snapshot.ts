import type { Mutant } from './mutant.ts';

export const emptyAppendInsteadOfSnapshot: Mutant = {
  id: 'empty-append-instead-of-snapshot',
  number: 55,
  tier: 2,
  summary: 'a follower that needs a snapshot is sent an append without entries',
  source: 'https://github.com/willemt/raft/pull/118; openraft issue 1828',
  oracles: ['convergence'],
  hunts: ['default'],
  patches: [
    {
      file: 'src/raft/replication.ts',
      anchor: `    sendSnapshot(raft, to, progress);
    return false;
`,
      replacement: `    const { index: prevIndex, term: prevTerm } = log.compacted;
    const { id: from, term } = raft;
    const { commitIndex } = log;
    raft.messages.push({ kind: 'append', from, to, term, prevIndex, prevTerm, commitIndex, entries: [] });
    progress.sent(prevIndex, 0, 0);
    return false;
`,
    },
  ],
};
