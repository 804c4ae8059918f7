import type { Mutant } from './mutant.ts';

export const jointLostOnRestore: Mutant = {
  id: 'joint-lost-on-restore',
  number: 46,
  tier: 3,
  summary: 'who restores a snapshot decides by the incoming half of a joint configuration alone',
  source: 'e515a67 of https://github.com/etcd-io/raft',
  oracles: ['membership-history'],
  hunts: ['membership'],
  patches: [
    {
      file: 'src/engine/snapshot-sink.ts',
      anchor: '      machine.restore(position.index, header.membership);',
      replacement: '      machine.restore(position.index, { ...header.membership, joint: null });',
    },
  ],
};
