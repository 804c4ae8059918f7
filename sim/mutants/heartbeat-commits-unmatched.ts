import type { Mutant } from './mutant.ts';

export const heartbeatCommitsUnmatched: Mutant = {
  id: 'heartbeat-commits-unmatched',
  number: null,
  tier: 1,
  summary: 'a heartbeat tells a follower to commit what it may not have',
  source: 'comment of sendHeartbeat in https://github.com/etcd-io/raft, raft.go',
  oracles: ['engine', 'state-machine-safety', 'committed-on-quorum'],
  hunts: ['default'],
  patches: [
    {
      file: 'src/raft/ready.ts',
      anchor: '        commitIndex: minIndex(progress.matchIndex, raft.log.commitIndex),',
      replacement: '        commitIndex: raft.log.commitIndex,',
    },
  ],
};
