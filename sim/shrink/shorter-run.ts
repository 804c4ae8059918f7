import type { SimConfig } from '../config/sim-config.ts';
import type { Failing, Trials } from './trials.ts';

const RUNS_MAX = 1000;
/** Another one must fail in this part of the time, to be preferred. */
const MUCH_SHORTER = 0.75;

/**
 * A run of the same configuration, with other chance, that fails in the same way before `limitMicros`:
 * the shortest of those that were found in time, null when none was.
 */
export function shorterRun(
  trials: Trials,
  config: SimConfig,
  limitMicros: number,
  isTimeUp: () => boolean,
): Failing | null {
  let found: Failing | null = null;
  let limit = limitMicros;
  for (let root = 1; root <= RUNS_MAX && !isTimeUp(); root++) {
    const failing = trials.drawn({ ...config, rootHigh: root, rootLow: root }, limit);
    if (failing !== null) {
      found = failing;
      limit = Math.floor(failing.failsMicros * MUCH_SHORTER);
    }
  }
  return found;
}
