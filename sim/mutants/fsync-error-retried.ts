import type { Mutant } from './mutant.ts';

export const fsyncErrorRetried: Mutant = {
  id: 'fsync-error-retried',
  number: 61,
  tier: 3,
  summary: 'a sync that failed is tried again, and the second one is believed',
  source: 'https://www.usenix.org/system/files/atc20-rebello.pdf',
  oracles: ['committed-on-quorum', 'vote-memory', 'engine'],
  hunts: ['disk'],
  patches: [
    {
      file: 'src/storage/log/log-writer.ts',
      anchor: `      if (outcome.kind === 'failed') {
        this.#fail(`,
      replacement: `      if (outcome.kind === 'failed' && request.kind === 'sync') {
        this.#request(request, then);
      } else if (outcome.kind === 'failed') {
        this.#fail(`,
    },
  ],
};
