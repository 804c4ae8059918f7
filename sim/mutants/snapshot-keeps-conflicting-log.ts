import type { Mutant } from './mutant.ts';

export const snapshotKeepsConflictingLog: Mutant = {
  id: 'snapshot-keeps-conflicting-log',
  number: 54,
  tier: 3,
  summary: 'an installed snapshot leaves the entries that it replaces on disk',
  source: 'openraft 674e78aa',
  oracles: ['log-matching', 'engine', 'state-machine-safety'],
  hunts: ['default'],
  patches: [
    {
      file: 'src/engine/turn.ts',
      anchor:
        "    : [{ kind: 'snapshot', group, position: snapshot.position, reset: true }, state];",
      replacement:
        "    : [{ kind: 'snapshot', group, position: snapshot.position, reset: false }, state];",
    },
  ],
};
