import type { SimConfig } from '../config/sim-config.ts';
import type { Failing, Trials } from './trials.ts';

const RUNS_MAX = 4000;
/** Another one must fail in this part of the time, to be preferred to one that was found. */
const MUCH_SHORTER = 0.75;
/** So many are looked at once one was found. */
const FURTHER_RUNS = 300;

/** Entries after which a snapshot is saved in every other run. */
const SNAPSHOT_ENTRIES = 5;

/**
 * Runs with other chance that fail in the same way: of the same configuration, and of the same with
 * snapshots so often that a few operations bring one about.
 */
export class OtherRuns {
  readonly #trials: Pick<Trials, 'aim' | 'drawn'>;
  readonly #config: SimConfig;
  readonly #withSnapshots: SimConfig;
  #root = 0;

  constructor(trials: Pick<Trials, 'aim' | 'drawn'>, config: SimConfig) {
    this.#trials = trials;
    this.#config = config;
    this.#withSnapshots = withManySnapshots(config);
  }

  /** The shortest of some that fail before `limitMicros`; null when none was found in time. */
  next(limitMicros: number, isTimeUp: () => boolean): Failing | null {
    let found: Failing | null = null;
    let limit = limitMicros;
    if (!this.#trials.aim.isEarly) {
      return null;
    }
    let last = RUNS_MAX;
    while (this.#root < last && !isTimeUp()) {
      this.#root++;
      const base = this.#root % 2 === 0 ? this.#config : this.#withSnapshots;
      const config = { ...base, rootHigh: this.#root, rootLow: this.#root };
      const failing = this.#trials.drawn(config, limit);
      if (failing !== null) {
        found = failing;
        limit = Math.floor(failing.failsMicros * MUCH_SHORTER);
        last = Math.min(RUNS_MAX, this.#root + FURTHER_RUNS);
      }
    }
    return found;
  }
}

function withManySnapshots(config: SimConfig): SimConfig {
  const { tuning } = config;
  const snapshotEntries = Math.min(tuning.snapshotEntries, SNAPSHOT_ENTRIES);
  return {
    ...config,
    tuning: { ...tuning, snapshotEntries, snapshotIntervalTicks: 0, compactionOverhead: 0 },
  };
}
