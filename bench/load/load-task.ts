import { LoadControl, PHASES } from './load-control.ts';
import { LoadRun } from './load-run.ts';
import type { WorkloadName } from './workload.ts';

/** One thread's part of a load. Node and group ids are plain numbers: they cross a thread. */
export interface LoadTask {
  readonly nodes: readonly number[];
  readonly groups: readonly number[];
  readonly connections: number;
  /** Operations under way on each connection. */
  readonly window: number;
  readonly workload: WorkloadName;
  readonly seed: string;
  /** Share of operations that read back a record that was acknowledged before. */
  readonly readRatio: number;
  /** The thread's records are `first`, `first + stride`, … */
  readonly first: number;
  readonly stride: number;
  /** Operations under way at most while the cluster is disturbed. */
  readonly disturbedInFlight: number;
  readonly control: SharedArrayBuffer;
}

export interface LoadResult {
  /** Sequences of records whose write was acknowledged. */
  readonly acknowledged: Uint32Array;
  readonly unknown: number;
  readonly errors: number;
  readonly firstError: string | null;
  /** Latency in microseconds of each operation that ended in the measured phase. */
  readonly latenciesUs: Float64Array;
  /** Longest time in which a group acknowledged nothing, although it was asked. */
  readonly unavailableMs: number;
  readonly cpuMicros: number;
}

/** Writes records until it is told to stop; the entry of a load thread. */
export default async function load(task: LoadTask): Promise<LoadResult> {
  const control = new LoadControl(task.control);
  const run = new LoadRun(task, control);
  const before = process.cpuUsage();
  await run.untilStopped();
  const { user, system } = process.cpuUsage(before);
  return run.result(user + system);
}

export { PHASES };
