import type { Scalar } from '../models/scalar.ts';

/** Numbers values, counting up from 0. */
export class ValueIds {
  readonly #ids = new Map<Scalar, number>();

  get size(): number {
    return this.#ids.size;
  }

  of(value: Scalar): number {
    const known = this.#ids.get(value);
    if (known !== undefined) {
      return known;
    }
    this.#ids.set(value, this.#ids.size);
    return this.#ids.size - 1;
  }

  /** NO_VALUE for undefined. */
  ofOptional(value: Scalar | undefined): number {
    return value === undefined ? NO_VALUE : this.of(value);
  }
}

export const NO_VALUE = -1;
