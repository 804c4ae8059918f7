import type { Mutant } from './mutant.ts';

export const sharedWalGc: Mutant = {
  id: 'shared-wal-gc',
  number: 65,
  tier: 2,
  summary: 'a segment of the shared log goes when any of its groups needs it no more',
  source: 'the order of compaction in src/storage/log/segment-contents.ts',
  oracles: ['engine'],
  hunts: ['multigroup', 'default'],
  patches: [
    {
      file: 'src/storage/log/segment-contents.ts',
      anchor: '    return [...content.keys()].some((group) => this.#holds(content, group));',
      replacement: '    return [...content.keys()].every((group) => this.#holds(content, group));',
    },
  ],
};
