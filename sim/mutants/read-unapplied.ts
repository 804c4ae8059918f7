import type { Mutant } from './mutant.ts';

export const readUnapplied: Mutant = {
  id: 'read-unapplied',
  tier: 1,
  summary: 'a confirmed read does not wait until its index is applied',
  source: 'thesis §6.4; https://github.com/tikv/tikv/issues/9208',
  file: 'src/engine/pending-reads.ts',
  anchor: `    const readable = this.#confirmed.filter((batch) => batch.index <= appliedIndex);
    if (readable.length > 0) {
      this.#confirmed = this.#confirmed.filter((batch) => batch.index > appliedIndex);
    }`,
  replacement: `    const readable = this.#confirmed;
    this.#confirmed = [];`,
};
