/** Adds up the virtual time for which something holds. */
export class Stopwatch {
  #totalMicros = 0;
  #sinceMicros: number | null = null;

  set(isRunning: boolean, nowMicros: number): void {
    if (isRunning) {
      this.#sinceMicros ??= nowMicros;
      return;
    }
    this.#totalMicros = this.read(nowMicros);
    this.#sinceMicros = null;
  }

  get isRunning(): boolean {
    return this.#sinceMicros !== null;
  }

  /** Microseconds so far. */
  read(nowMicros: number): number {
    return this.#totalMicros + (this.#sinceMicros === null ? 0 : nowMicros - this.#sinceMicros);
  }
}
