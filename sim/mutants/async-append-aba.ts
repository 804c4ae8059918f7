import type { Mutant } from './mutant.ts';

export const asyncAppendAba: Mutant = {
  id: 'async-append-aba',
  number: 29,
  tier: 3,
  summary: 'the report of a write counts for the entries that have replaced what was written',
  source: 'async_storage_writes_append_aba_race.txt of https://github.com/etcd-io/raft',
  oracles: ['durable-promises', 'committed-on-quorum', 'acknowledged-then-lost'],
  hunts: ['replaced-while-written', 'default'],
  patches: [
    {
      file: 'src/raft/log.ts',
      anchor: `    if (position.index > this.#durableIndex && this.matches(position.index, position.term)) {
      this.#durableIndex = position.index;`,
      replacement: `    const reported = minIndex(position.index, this.#handedIndex);
    if (reported > this.#durableIndex) {
      this.#durableIndex = reported;`,
    },
  ],
};
