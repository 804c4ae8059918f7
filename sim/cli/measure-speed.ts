import type { RunTask } from '../run/run-task.ts';
import { rounded } from './run-line.ts';
import type { RunPool } from './run-pool.ts';
import type { TimeShares } from './time-shares.ts';

const MICROS_PER_SECOND = 1_000_000;

/** After so many runs V8 compiles no more of note: as it is for all but the first runs of a sweep. */
const WARMING_RUNS = 3;

/** The profile whose runs are measured. */
export const MEASURED_PROFILE = 'perf';

/** How fast a run is on one thread, with all oracles and without a recording. */
export interface MeasuredSpeed {
  readonly wallSeconds: number;
  readonly eventsPerSecond: number;
  readonly virtualSecondsPerSecond: number;
  /** By the time that processors spent on it, collection of garbage and compilation included. */
  readonly eventsPerCpuSecond: number;
  /** The same as the first run of its process, when its code is not compiled yet. */
  readonly firstEventsPerCpuSecond: number;
  readonly shares: TimeShares;
}

/** Runs `task` in one thread again and again: to warm it up, to measure, and to sample what takes the time. */
export async function measureSpeed(pool: RunPool, task: RunTask): Promise<MeasuredSpeed> {
  const first = await timed(pool, task);
  for (let runs = 1; runs < WARMING_RUNS; runs++) {
    await timed(pool, task);
  }
  const { answer, eventsPerCpuSecond } = await timed(pool, task);
  const { shares = [] } = await pool.run({
    task,
    inDetail: false,
    isSampled: true,
    progress: null,
  });
  const { wallSeconds, result } = answer;
  return {
    wallSeconds: rounded(wallSeconds, 3),
    eventsPerSecond: Math.round(result.counts.events / wallSeconds),
    virtualSecondsPerSecond: rounded(result.virtualMicros / MICROS_PER_SECOND / wallSeconds, 1),
    eventsPerCpuSecond,
    firstEventsPerCpuSecond: first.eventsPerCpuSecond,
    shares,
  };
}

/** What the line of a measured run says of its speed: that of the run without recording. */
export function measuredLine(speed: MeasuredSpeed | null): object {
  if (speed === null) {
    return {};
  }
  const { wallSeconds, eventsPerSecond, virtualSecondsPerSecond } = speed;
  return { wallSeconds, eventsPerSecond, speedup: virtualSecondsPerSecond, speed };
}

/** For people. */
export function speedText(speed: MeasuredSpeed): string {
  const { eventsPerSecond, virtualSecondsPerSecond, shares } = speed;
  const { eventsPerCpuSecond, firstEventsPerCpuSecond } = speed;
  const count = new Intl.NumberFormat('en-US').format;
  return [
    `speed, without recording: ${count(eventsPerSecond)} events and ${virtualSecondsPerSecond} virtual seconds a second`,
    `of a processor: ${count(eventsPerCpuSecond)} events a second, ${count(firstEventsPerCpuSecond)} in the first run of a process`,
    `limited by: ${shares.map(({ use, percent }) => `${use} ${percent} %`).join(', ')}`,
  ].join('\n');
}

async function timed(pool: RunPool, task: RunTask) {
  const before = process.cpuUsage();
  const answer = await pool.run({ task, inDetail: false, progress: null });
  const { user, system } = process.cpuUsage(before);
  const cpuSeconds = (user + system) / MICROS_PER_SECOND;
  return { answer, eventsPerCpuSecond: Math.round(answer.result.counts.events / cpuSeconds) };
}
