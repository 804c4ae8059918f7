import { mix32 } from '../../src/base/hash.ts';

const TWO_32 = 2 ** 32;

/**
 * Random numbers that belong to a number: the same root and key always give the same numbers, in
 * whatever order keys come.
 */
export class KeyedDraw {
  readonly #root: number;
  #low = 0;
  #high = 0;
  #count = 0;

  /** @param root - 32 bits; draws of different roots have nothing to do with each other. */
  constructor(root: number) {
    this.#root = root;
  }

  /** Starts over with the numbers of `key`, a safe integer >= 0. */
  begin(key: number): void {
    this.#low = key >>> 0;
    this.#high = Math.floor(key / TWO_32);
    this.#count = 0;
  }

  /** A uint32. */
  next(): number {
    this.#count++;
    return mix32(this.#root, this.#low, this.#high, this.#count);
  }

  /** An integer from 0 to `bound` - 1, each as likely as any other. @param bound - 1 to 2^32. */
  below(bound: number): number {
    const fair = TWO_32 - (TWO_32 % bound);
    let word = this.next();
    while (word >= fair) {
      word = this.next();
    }
    return word % bound;
  }
}
