import type { Mutant } from './mutant.ts';

export const singleNodeAckBeforePersist: Mutant = {
  id: 'single-node-ack-before-persist',
  number: 28,
  tier: 2,
  summary: 'a sole voter commits what is not on its medium yet',
  source: 'https://github.com/etcd-io/etcd/issues/14370',
  oracles: ['committed-on-quorum'],
  hunts: ['membership'],
  patches: [
    {
      file: 'src/raft/commit.ts',
      anchor: '(voter: NodeId) => progress.get(voter)?.matchIndex ?? NO_INDEX;',
      replacement: `(voter: NodeId) =>
    raft.isSoleVoter ? log.lastIndex : (progress.get(voter)?.matchIndex ?? NO_INDEX);`,
    },
    {
      file: 'src/raft/proposing.ts',
      anchor: `  raft.replicationDue = true;
  return { kind: 'accepted', index, term };`,
      replacement: `  raft.replicationDue = true;
  if (raft.isSoleVoter) {
    advanceCommit(raft);
  }
  return { kind: 'accepted', index, term };`,
    },
    {
      file: 'src/raft/proposing.ts',
      anchor: "import { hasLeft } from './configuring.ts';",
      replacement: `import { advanceCommit } from './commit.ts';
import { hasLeft } from './configuring.ts';`,
    },
  ],
};
