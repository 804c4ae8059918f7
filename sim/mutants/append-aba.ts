import type { Mutant } from './mutant.ts';

export const appendAba: Mutant = {
  id: 'append-aba',
  tier: 3,
  summary: 'the end of a write counts for whatever entry stands at its index by then',
  source: 'https://github.com/etcd-io/raft, testdata/async_storage_writes_append_aba_race.txt',
  file: 'src/raft/log.ts',
  anchor:
    '    if (position.index > this.#durableIndex && this.matches(position.index, position.term)) {',
  replacement:
    '    if (position.index > this.#durableIndex && position.index <= this.#handedIndex) {',
};
