/** Numbers in the order in which they were added; 8 bytes each. */
export class NumberList {
  #values = new Float64Array(4096);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const grown = new Float64Array(this.#values.length * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#length] = value;
    this.#length++;
  }

  at(index: number): number {
    return this.#values[index] as number;
  }

  /** What is in the list; shares memory with it. */
  view(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }
}
