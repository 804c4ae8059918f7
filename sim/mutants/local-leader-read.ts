import type { Mutant } from './mutant.ts';

export const localLeaderRead: Mutant = {
  id: 'local-leader-read',
  number: 33,
  tier: 1,
  summary: 'a leader answers reads without asking whether it still leads',
  source: 'https://github.com/xnnyygn/xraft/issues/40; thesis §6.4',
  oracles: ['linearizability', 'acknowledged-then-lost', 'monotonic-reads', 'read-your-writes'],
  hunts: ['network', 'minority-reads'],
  patches: [
    {
      file: 'src/raft/reading.ts',
      anchor: `  raft.reads.add(read, raft.log.commitIndex);
  raft.heartbeatDue = true;`,
      replacement: `  if (read.from === raft.id) {
    raft.readStates.push({ requestId: read.requestId, index: raft.log.commitIndex });
    return;
  }
  raft.reads.add(read, raft.log.commitIndex);
  raft.heartbeatDue = true;`,
    },
  ],
};
