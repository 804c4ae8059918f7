import { LiveProgress } from '../../src/cli/command/live-progress.ts';
import type { Streams } from '../../src/cli/command/streams.ts';
import type { Replay, RunTask } from '../run/run-task.ts';
import type { ShrinkOutcome } from '../shrink/shrink.ts';
import type { RunPool } from './run-pool.ts';

const LOOK_MS = 200;
/** Trials, faults, operations. */
const CELLS = 3;

/** How long a run is shrunk where nobody says otherwise. */
export const SHRINK_SECONDS = 60;

/**
 * Shrinks the run of `task`, drawn or recorded, in a thread of `pool`; shows on a terminal what is left
 * of it.
 *
 * @throws RaftLabError INVALID_CONFIG
 */
export async function shrinkRun(
  pool: RunPool,
  task: RunTask | Replay,
  {
    secondsMax = SHRINK_SECONDS,
    streams,
  }: { readonly secondsMax?: number; readonly streams?: Streams } = {},
): Promise<ShrinkOutcome> {
  const effort = { secondsMax, clock: 'wall', isBrief: false } as const;
  if (streams?.stderr.isTTY !== true) {
    return await pool.shrink({ task, ...effort, progress: null });
  }
  const cells = new Int32Array(new SharedArrayBuffer(CELLS * Int32Array.BYTES_PER_ELEMENT));
  const display = new LiveProgress('shrinking', streams.stderr);
  display.expect(secondsMax);
  const timer = setInterval(() => {
    const [trials, faults, operations] = [0, 1, 2].map((cell) => Atomics.load(cells, cell));
    display.working(`${trials} tried; ${faults} faults, ${operations} operations left`);
    display.advance(LOOK_MS / 1000);
  }, LOOK_MS);
  try {
    return await pool.shrink({ task, ...effort, progress: cells });
  } finally {
    clearInterval(timer);
    display.close();
  }
}
