import type { Mutant } from './mutant.ts';

export const truncateThenAppendNonatomic: Mutant = {
  id: 'truncate-then-append-nonatomic',
  number: 22,
  tier: 3,
  summary:
    'entries that are sent again are deleted and appended in two steps, each of which is durable alone',
  source: 'openraft 9540c904',
  oracles: ['committed-on-quorum', 'acknowledged-then-lost', 'engine'],
  hunts: ['default', 'disk'],
  patches: [
    {
      file: 'src/raft/log.ts',
      anchor: `      const entry = entries[i] as Entry;
`,
      replacement: `      const entry = entries[i] as Entry;
      if (entry.index > this.#commitIndex) {
        this.#handedIndex = minIndex(this.#handedIndex, indexBefore(entry.index));
      }
`,
    },
    {
      file: 'src/engine/turn.ts',
      anchor: '  context.log.append(recordsOf(replica, ready), mustSync, () => {',
      replacement: `  if (ready.entries.length > 1 && ready.snapshot === null) {
    const { hardState, entries } = ready;
    const { group } = replica;
    const first = { kind: 'state', group, hardState, entries: entries.slice(0, 1) } as const;
    context.log.append([first], mustSync, () => undefined);
  }
  context.log.append(recordsOf(replica, ready), mustSync, () => {`,
    },
  ],
};
