import { LiveProgress } from '../../src/cli/command/live-progress.ts';
import type { Streams } from '../../src/cli/command/streams.ts';
import type { SimConfig } from '../config/sim-config.ts';
import type { Replay, RunTask } from '../run/run-task.ts';
import type { WorkerAnswer } from '../worker.ts';
import type { RunPool } from './run-pool.ts';

const MICROS_PER_MILLI = 1000;
const LOOK_MS = 100;

/** Runs `task` in detail; shows on a terminal how much virtual time has passed. */
export async function showRun(
  pool: RunPool,
  task: RunTask | Replay,
  config: SimConfig,
  streams: Streams,
): Promise<WorkerAnswer> {
  return await showVirtualTime(config, streams, (progress) =>
    pool.run({ task, inDetail: true, progress }),
  );
}

/** Shows on a terminal how much virtual time has passed, as `work` writes it into its cell. */
export async function showVirtualTime<T>(
  { durationMicros }: Pick<SimConfig, 'durationMicros'>,
  streams: Streams,
  work: (progress: Int32Array | null) => Promise<T>,
): Promise<T> {
  const cell = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  if (streams.stderr.isTTY !== true) {
    return await work(null);
  }
  const display = new LiveProgress('virtual time', streams.stderr);
  const totalMs = durationMicros / MICROS_PER_MILLI;
  display.expect(totalMs);
  let shownMs = 0;
  const timer = setInterval(() => {
    const nowMs = Math.min(Atomics.load(cell, 0), totalMs);
    display.working(`${(nowMs / 1000).toFixed(0)} virtual seconds`);
    display.advance(nowMs - shownMs);
    shownMs = nowMs;
  }, LOOK_MS);
  try {
    return await work(cell);
  } finally {
    clearInterval(timer);
    display.close();
  }
}
