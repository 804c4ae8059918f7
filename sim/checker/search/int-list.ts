/** A list of 32-bit integers that grows at its end. */
export class IntList {
  #items: Int32Array;
  length = 0;

  constructor(capacity = 16) {
    this.#items = new Int32Array(capacity);
  }

  /** Bytes held, used or not. */
  get bytes(): number {
    return this.#items.byteLength;
  }

  at(position: number): number {
    return this.#items[position] as number;
  }

  set(position: number, value: number): void {
    this.#items[position] = value;
  }

  push(value: number): void {
    if (this.length === this.#items.length) {
      const grown = new Int32Array(this.length * 2);
      grown.set(this.#items);
      this.#items = grown;
    }
    this.#items[this.length] = value;
    this.length += 1;
  }

  /** Drops everything from `length` on. */
  truncate(length: number): void {
    this.length = length;
  }

  /** The first position whose integer is at least `value`; the list must be ascending. */
  firstAtLeast(value: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at(middle) < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  toArray(): Int32Array {
    return this.#items.slice(0, this.length);
  }
}
