import type { Mutant } from './mutant.ts';

export const snapshotKeepsLog: Mutant = {
  id: 'snapshot-keeps-log',
  tier: 2,
  summary: 'an installed snapshot leaves the entries that it replaces on disk',
  source: 'openraft 674e78aa',
  file: 'src/engine/turn.ts',
  anchor: "    : [{ kind: 'snapshot', group, position: snapshot.position, reset: true }, state];",
  replacement:
    "    : [{ kind: 'snapshot', group, position: snapshot.position, reset: false }, state];",
};
