import type { Mutant } from './mutant.ts';

export const snapshotWithoutSessions: Mutant = {
  id: 'snapshot-without-sessions',
  number: 52,
  tier: 2,
  summary: 'what clients were answered is not in the snapshot, and a repeated command counts twice',
  source: 'thesis §6.3; RedisRaft 7cdad3a',
  oracles: ['equal-state', 'linearizability'],
  hunts: ['default'],
  patches: [
    {
      file: 'src/engine/snapshot-saving.ts',
      anchor: '      sessions: [...machine.sessions.sessions()].map(copySession),',
      replacement:
        '      sessions: [...machine.sessions.sessions()].map((s) => ({ ...copySession(s), results: new Map() })),',
    },
  ],
};
