import type { Mutant } from './mutant.ts';

export const followerReadUnapplied: Mutant = {
  id: 'follower-read-unapplied',
  number: 37,
  tier: 1,
  summary: 'a confirmed read does not wait until its index is applied',
  source: 'thesis §6.4; https://github.com/tikv/tikv/issues/9208',
  oracles: ['acknowledged-then-lost', 'monotonic-reads', 'read-your-writes', 'linearizability'],
  hunts: ['default'],
  patches: [
    {
      file: 'src/engine/pending-reads.ts',
      anchor: `    const readable = this.#confirmed.filter((batch) => batch.index <= appliedIndex);
    if (readable.length > 0) {
      this.#confirmed = this.#confirmed.filter((batch) => batch.index > appliedIndex);
    }`,
      replacement: `    const readable = this.#confirmed;
    this.#confirmed = [];`,
    },
  ],
};
