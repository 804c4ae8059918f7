/** Keeps the newest `max` of what it is given, and counts what had to go. */
export class Newest<T> {
  readonly #max: number;
  #items: T[] = [];
  #dropped = 0;

  constructor(max: number) {
    this.#max = max;
  }

  push(item: T): void {
    this.#items.push(item);
    // Dropping is rare: half of the array at a time, so that a push stays cheap.
    if (this.#items.length >= 2 * this.#max) {
      this.#drop();
    }
  }

  get items(): readonly T[] {
    if (this.#items.length > this.#max) {
      this.#drop();
    }
    return this.#items;
  }

  /** How many are missing at the beginning. */
  get dropped(): number {
    return this.#dropped + Math.max(0, this.#items.length - this.#max);
  }

  #drop(): void {
    const excess = this.#items.length - this.#max;
    this.#items = this.#items.slice(excess);
    this.#dropped += excess;
  }
}
