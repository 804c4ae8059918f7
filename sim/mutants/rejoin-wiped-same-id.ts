import type { Mutant } from './mutant.ts';

export const rejoinWipedSameId: Mutant = {
  id: 'rejoin-wiped-same-id',
  number: 48,
  tier: 2,
  summary: 'who comes back under its id with an empty disk votes as if nothing was lost',
  source: 'https://aphyr.com/posts/330-jepsen-rethinkdb-2-2-3-reconfiguration',
  oracles: ['scenario', 'vote-memory', 'engine', 'leader-completeness'],
  hunts: ['membership', 'wiped-voter'],
  patches: [
    {
      file: 'src/engine/replica.ts',
      anchor: 'options.join && !hasData ? newAdmission(options.contacts) : null',
      replacement: 'options.join && hasData ? newAdmission(options.contacts) : null',
    },
  ],
};
