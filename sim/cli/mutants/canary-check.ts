import { RaftLabError } from '../../../src/base/errors.ts';
import { Cleanup } from '../../../src/cli/command/cleanup.ts';
import { canary } from '../../mutants/canary.ts';
import { RunPool } from '../run-pool.ts';
import { isBrokenCode } from './broken-code.ts';
import { isAlarm } from './score.ts';

const MICROS_PER_SECOND = 1_000_000;
/** A mistake that any run finds is found in its first second; the rest is for slow seeds. */
const DURATION_MICROS = 3 * MICROS_PER_SECOND;
const SEEDS = 5;

/** Whether a mistake that must be found is found; if not, a sweep without failures says nothing. */
export interface CanaryOutcome {
  /** Null where that could not be tried. */
  readonly found: boolean | null;
  /** Who found it. */
  readonly oracle: string | null;
  readonly seed: string | null;
  readonly runs: number;
  readonly wallSeconds: number;
  /** Why it could not be tried. */
  readonly reason: string | null;
}

/** Runs the canary from seed `first` on until it is found. */
export async function checkCanary(first: number): Promise<CanaryOutcome> {
  const startMs = performance.now();
  const secondsSoFar = () => Math.round(performance.now() - startMs) / 1000;
  const nothing = { oracle: null, seed: null, reason: null };
  const cleanup = new Cleanup();
  try {
    const pool = await RunPool.open(canary.id, 1, cleanup);
    for (let runs = 1; runs <= SEEDS; runs++) {
      const seed = String(first + runs - 1);
      const oracle = await finder(pool, seed);
      if (oracle !== null) {
        return { ...nothing, found: true, oracle, seed, runs, wallSeconds: secondsSoFar() };
      }
    }
    return { ...nothing, found: false, runs: SEEDS, wallSeconds: secondsSoFar() };
  } catch (error) {
    if (!(error instanceof RaftLabError)) {
      throw error;
    }
    const reason = error.message;
    return { ...nothing, found: null, runs: 0, wallSeconds: secondsSoFar(), reason };
  } finally {
    cleanup.run();
  }
}

/** The oracle that ends the canary's run of `seed`; null when it passes. */
async function finder(pool: RunPool, seed: string): Promise<string | null> {
  const overrides = { durationMicros: DURATION_MICROS };
  const task = { seed, profile: 'default', scenario: null, overrides };
  const { result } = await pool.run({ task, inDetail: false, progress: null });
  const { oracle, message } = result.violation ?? { oracle: 'linearizability', message: null };
  return isAlarm(result.verdict) && !isBrokenCode({ oracle, message }) ? oracle : null;
}

/** One line about the canary. */
export function canaryText({ found, oracle, runs, reason }: CanaryOutcome): string {
  switch (found) {
    case true:
      return `canary: found by ${oracle}, as it must be`;
    case false:
      return `CANARY NOT FOUND in ${runs} runs: the simulator is blind, and this sweep says nothing`;
    case null:
      return `canary: not run, so nothing shows that this sweep could fail; ${reason}`;
  }
}
