import seedrandom from 'seedrandom';

/** Draws what is decided once per run; the order of draws is part of the meaning of a seed. */
export class Draw {
  readonly #seed: string;
  readonly #next: () => number;

  constructor(seed: string) {
    this.#seed = seed;
    const generator = seedrandom.alea(seed);
    this.#next = () => generator.int32() >>> 0;
  }

  /** Draws of a part by itself: they move none of the others. */
  apart(part: string): Draw {
    return new Draw(`${this.#seed}/${part}`);
  }

  u32(): number {
    return this.#next();
  }

  /** An integer in [from, through]. */
  between(from: number, through: number): number {
    return from + Math.floor((this.#next() / 2 ** 32) * (through - from + 1));
  }

  oneOf<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.between(0, choices.length - 1)] as T;
  }

  /** Whether something of this probability in percent is the case. */
  percent(probability: number): boolean {
    return this.between(1, 100) <= probability;
  }
}
