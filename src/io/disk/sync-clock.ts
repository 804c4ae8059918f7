/** Above this, waiting for the disk on the event loop would hold up heartbeats. */
const FAST_MS = 3;
/** How much a new measurement counts. */
const WEIGHT = 0.1;

/** Follows how long the disk takes, to decide whether waiting for it on the event loop is bearable. */
export class SyncClock {
  #averageMs = 0;

  get isFast(): boolean {
    return this.#averageMs < FAST_MS;
  }

  took(durationMs: number): void {
    this.#averageMs += WEIGHT * (durationMs - this.#averageMs);
  }
}
