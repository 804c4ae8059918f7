import { RaftLabError } from '../../src/base/errors.ts';

const RANGE = /^(\d+)(?:\.\.(\d+))?$/;

interface Range {
  readonly from: number;
  readonly through: number;
}

/** Seeds as ranges: a sweep leaves few of them, however many seeds it has run. */
export class SeedSet {
  /** Rising, with gaps between them. */
  #ranges: Range[] = [];

  /** Such as `1..40,43`. @throws RaftLabError INVALID_REQUEST */
  static parse(text: string): SeedSet {
    const set = new SeedSet();
    for (const part of text === '' ? [] : text.split(',')) {
      const [, first = '', last = first] = RANGE.exec(part) ?? [];
      const range = { from: Number(first), through: Number(last) };
      if (first === '' || range.through < range.from || !Number.isSafeInteger(range.through)) {
        throw new RaftLabError(
          'INVALID_REQUEST',
          `"${part}" is no seed and no range of seeds A..B`,
        );
      }
      set.#insert(range);
    }
    return set;
  }

  get size(): number {
    return this.#ranges.reduce((sum, { from, through }) => sum + through - from + 1, 0);
  }

  /** How many there are from `first` through `last`. */
  count({ first, last }: { readonly first: number; readonly last: number }): number {
    return this.#ranges.reduce((sum, { from, through }) => {
      const common = Math.min(through, last) - Math.max(from, first) + 1;
      return sum + Math.max(common, 0);
    }, 0);
  }

  has(seed: number): boolean {
    const range = this.#ranges[this.#firstEndingFrom(seed)];
    return range !== undefined && range.from <= seed;
  }

  add(seed: number): void {
    this.#insert({ from: seed, through: seed });
  }

  addAll(other: SeedSet): void {
    for (const range of other.#ranges) {
      this.#insert(range);
    }
  }

  delete(seed: number): void {
    const at = this.#firstEndingFrom(seed);
    const range = this.#ranges[at];
    if (range !== undefined && range.from <= seed) {
      const rest = [
        { from: range.from, through: seed - 1 },
        { from: seed + 1, through: range.through },
      ];
      this.#ranges.splice(at, 1, ...rest.filter(({ from, through }) => from <= through));
    }
  }

  *[Symbol.iterator](): Iterator<number> {
    for (const { from, through } of this.#ranges) {
      for (let seed = from; seed <= through; seed++) {
        yield seed;
      }
    }
  }

  toString(): string {
    return this.#ranges
      .map(({ from, through }) => (from === through ? `${from}` : `${from}..${through}`))
      .join(',');
  }

  /** Joins with every range that overlaps or touches. */
  #insert({ from, through }: Range): void {
    const first = this.#firstEndingFrom(from - 1);
    let end = first;
    let joined = { from, through };
    for (; (this.#ranges[end]?.from ?? Infinity) <= through + 1; end++) {
      const range = this.#ranges[end] as Range;
      joined = {
        from: Math.min(joined.from, range.from),
        through: Math.max(joined.through, range.through),
      };
    }
    this.#ranges.splice(first, end - first, joined);
  }

  /** Position of the first range that ends at `seed` or later. */
  #firstEndingFrom(seed: number): number {
    let [low, high] = [0, this.#ranges.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ranges[middle] as Range).through < seed) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
