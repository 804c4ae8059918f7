import type { Mutant } from './mutant.ts';

export const truncateWithoutConflict: Mutant = {
  id: 'truncate-without-conflict',
  number: 21,
  tier: 1,
  summary: 'a late append deletes entries that followed the ones it carries',
  source: 'https://github.com/zhebrak/raftos/issues/26',
  oracles: ['committed-on-quorum', 'engine', 'replica-state'],
  hunts: ['default'],
  patches: [
    {
      file: 'src/raft/log.ts',
      anchor: '      if (!this.matches(entry.index, entry.term)) {',
      replacement: '      if (entry.index > this.#commitIndex) {',
    },
  ],
};
