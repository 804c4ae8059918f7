import { PPM } from '../base/keyed-random.ts';

/**
 * The two clocks of a machine. The monotonic one never goes back, but runs too fast or too slow, and
 * not always by as much. The wall clock goes with it and is set besides, by people and by services.
 */
export class MachineClock {
  #driftPpm: number;
  /** When the rate last changed, by virtual time and by this clock. */
  #changedVirtualMicros = 0;
  #changedLocalMicros = 0;
  #wallOffsetMicros = 0;

  /** @param driftPpm - how much faster than virtual time it runs at first */
  constructor(driftPpm: number) {
    this.#driftPpm = driftPpm;
  }

  get driftPpm(): number {
    return this.#driftPpm;
  }

  /** What the monotonic clock shows. */
  monotonicMicros(virtualMicros: number): number {
    const passedMicros = virtualMicros - this.#changedVirtualMicros;
    return (
      this.#changedLocalMicros + passedMicros + Math.floor((passedMicros * this.#driftPpm) / PPM)
    );
  }

  /** What the wall clock shows, from when the run began. */
  wallMicros(virtualMicros: number): number {
    return this.monotonicMicros(virtualMicros) + this.#wallOffsetMicros;
  }

  /** How long the monotonic clock takes for `localMicros` of its own time, at its present rate. */
  virtualDuration(localMicros: number): number {
    return Math.floor((localMicros * PPM) / (PPM + this.#driftPpm));
  }

  /** Runs at another rate from now on. */
  changeRate(driftPpm: number, virtualMicros: number): void {
    this.#changedLocalMicros = this.monotonicMicros(virtualMicros);
    this.#changedVirtualMicros = virtualMicros;
    this.#driftPpm = driftPpm;
  }

  /** Sets the wall clock forward, or back. */
  jump(byMicros: number): void {
    this.#wallOffsetMicros += byMicros;
  }
}
