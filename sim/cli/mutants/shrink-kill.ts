import type { RunTask } from '../../run/run-task.ts';
import { signatureOf } from '../../run/signature.ts';
import type { RunSize, Shrunk } from '../../shrink/shrink.ts';
import type { RunPool } from '../run-pool.ts';
import type { ShrunkKill, ShrunkSize } from './score.ts';

const MICROS_PER_SECOND = 1_000_000;
/** A thread that gets so little of a processor is given up. */
const WALL_PER_SECOND_MS = 60_000;

/**
 * Shrinks the run that found a mutant, for `secondsMax` of a processor, and runs what is left of it
 * without the mutant, too.
 *
 * @returns null when its replay passes or fails in another way
 * @throws Error when the simulator itself fails, or the thread was ended
 */
export async function shrinkKill(
  pool: RunPool,
  clean: RunPool,
  task: RunTask,
  secondsMax: number,
): Promise<ShrunkKill | null> {
  const effort = { secondsMax, clock: 'processor', isBrief: true } as const;
  const signal = AbortSignal.timeout(secondsMax * WALL_PER_SECOND_MS);
  const outcome = await pool.shrink({ task, ...effort, progress: null }, signal);
  if (outcome.kind !== 'shrunk') {
    return null;
  }
  const { replay } = outcome;
  const { result } = await clean.run({ task: replay, inDetail: false, progress: null }, signal);
  return killOf(outcome, signatureOf(result.violation) !== outcome.signature);
}

function killOf(shrunk: Shrunk, isOfMutant: boolean): ShrunkKill {
  const { before, after, result, signature, words, trials, isMinimal, seconds } = shrunk;
  return {
    before: sizeOf(before),
    after: sizeOf(after),
    words,
    isSame: signatureOf(result.violation) === signature && isOfMutant,
    isMinimal,
    trials,
    seconds: Math.round(seconds * 10) / 10,
  };
}

function sizeOf({ nodes, operations, faults, virtualMicros }: RunSize): ShrunkSize {
  return { faults, operations, nodes, virtualSeconds: virtualMicros / MICROS_PER_SECOND };
}
