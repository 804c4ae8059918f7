import { WordTable } from './word-table.ts';

/** Numbered sets of optional operations; set 0 is empty. */
export class UsedSets {
  readonly #sets: WordTable;
  readonly #scratch: Int32Array;
  readonly words: number;

  constructor(members: number) {
    this.words = Math.max(1, Math.ceil(members / 32));
    this.#scratch = new Int32Array(this.words);
    this.#sets = new WordTable(this.words);
    this.#sets.intern(this.#scratch);
  }

  get bytes(): number {
    return this.#sets.bytes;
  }

  has(set: number, member: number): boolean {
    return (this.#sets.word(set, member >>> 5) & (1 << (member & 31))) !== 0;
  }

  /** The number of `set` with `member`. */
  with(set: number, member: number): number {
    this.#sets.read(set, this.#scratch);
    const word = member >>> 5;
    this.#scratch[word] = (this.#scratch[word] as number) | (1 << (member & 31));
    return this.#sets.intern(this.#scratch);
  }

  /** Whether every member of `inner` is one of `outer`. */
  isSubset(inner: number, outer: number): boolean {
    for (let i = 0; i < this.words; i++) {
      if ((this.#sets.word(inner, i) & ~this.#sets.word(outer, i)) !== 0) {
        return false;
      }
    }
    return true;
  }
}
