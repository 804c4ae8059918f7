const MICROS_PER_SECOND = 1_000_000;
/** What may pass at once after a pause, in time at the limit's rate. */
const BURST_MICROS = MICROS_PER_SECOND / 4;

/**
 * A token bucket for bytes: whoever finds it open may pass, however much that is, and closes it until
 * the bytes are paid for at the rate of the limit.
 */
export class RateLimit {
  readonly #bytesPerSecond: number;
  /** Everything that passed is paid for by then. */
  #paidMicros = Number.MIN_SAFE_INTEGER;

  /** @param bytesPerSecond - 0 for no limit */
  constructor(bytesPerSecond: number) {
    this.#bytesPerSecond = bytesPerSecond;
  }

  get isUnlimited(): boolean {
    return this.#bytesPerSecond === 0;
  }

  isOpen(nowMicros: number): boolean {
    return this.isUnlimited || this.#paidMicros <= nowMicros;
  }

  /** Notes that `bytes` passed. */
  spend(bytes: number, nowMicros: number): void {
    if (!this.isUnlimited) {
      const from = Math.max(this.#paidMicros, nowMicros - BURST_MICROS);
      this.#paidMicros = from + Math.ceil((bytes * MICROS_PER_SECOND) / this.#bytesPerSecond);
    }
  }

  /** The largest piece that is paid for within an eighth of a second; at least `bytesMin`. */
  pieceBytes(bytesWanted: number, bytesMin: number): number {
    const share = Math.max(bytesMin, Math.floor(this.#bytesPerSecond / 8));
    return this.isUnlimited ? bytesWanted : Math.min(bytesWanted, share);
  }
}
