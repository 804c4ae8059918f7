/** The values that operations on one key may have left. */
export class KnownValues {
  /** By value: operations that write it and are not known to have failed. */
  readonly #writers = new Map<string, number>();
  readonly #read = new Set<string>();

  /** An operation may write `value` from now on. */
  addWriter(value: string): void {
    this.#writers.set(value, (this.#writers.get(value) ?? 0) + 1);
  }

  /** One that might have written `value` did not; true when the value was read, and from nobody else. */
  removeWriter(value: string): boolean {
    const left = (this.#writers.get(value) ?? 0) - 1;
    this.#writers.set(value, left);
    return left <= 0 && this.#read.has(value);
  }

  /** Notes that `value` was read; true when an operation may have written it. */
  read(value: string): boolean {
    this.#read.add(value);
    return (this.#writers.get(value) ?? 0) > 0;
  }
}
