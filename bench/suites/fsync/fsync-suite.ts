import { join } from 'node:path';
import { unreachable } from '../../../src/base/invariant.ts';
import { guaranteeOf } from '../../durability/guarantees.ts';
import type { SyncMode } from '../../durability/sync-mode.ts';
import type { BenchOptions, Effort } from '../../options/bench-options.ts';
import type { FsyncRow } from '../../result/rows.ts';
import type { LatencyRecorder } from '../latency-recorder.ts';
import { repeatInterleaved } from '../repeat-interleaved.ts';
import type { Suite, SuiteContext } from '../suite.ts';
import { type DiskCase, diskCases, type SyncCall } from './disk-case.ts';
import { diskOperation } from './disk-operation.ts';
import { measureAsync } from './measure-async.ts';
import type { MeasureLimits } from './measure-limits.ts';
import { measureSync } from './measure-sync.ts';
import { measureWorker } from './measure-worker.ts';
import { plausibilityNotes } from './plausibility.ts';
import { writeProbeFile } from './probe-file.ts';

const SECONDS: Readonly<Record<Effort, number>> = { quick: 0.15, default: 0.5, full: 5 };

/** What one write costs on this disk by each way of making it durable (BM-07). */
export const fsyncSuite: Suite<'fsync'> = {
  name: 'fsync',
  uses: ['syncModes', 'seconds', 'repeat'],
  run,
};

async function run(context: SuiteContext): Promise<FsyncRow[]> {
  const { options, progress } = context;
  const cases = chosenCases(options);
  const repeat = options.repeat ?? 1;
  const seconds = options.seconds ?? SECONDS[options.effort];
  const file = join(context.directory, 'fsync-probe');
  writeProbeFile(file);
  progress.expect(cases.length * repeat);
  const rows = await repeatInterleaved({
    cases,
    repeat,
    metric: (row: FsyncRow) => row.opsPerSecond,
    measure: async (item) => {
      progress.working(`${item.test.name}, ${item.call}, ${item.path}`);
      const row = rowOf(item, await measure(file, item, limitsOf(seconds, context)));
      progress.advance();
      return row;
    },
  });
  noteMethod(context, seconds);
  plausibilityNotes(rows, context.machine.disk).forEach(context.note);
  return rows;
}

function limitsOf(seconds: number, context: SuiteContext): MeasureLimits {
  return { totalUs: seconds * 1e6, signal: context.signal };
}

function chosenCases(options: BenchOptions): DiskCase[] {
  const calls = options.syncModes?.flatMap(callsOf);
  return diskCases(options.effort).filter((item) => calls?.includes(item.call) ?? true);
}

/** The calls that decide how fast a log in `mode` can be. */
function callsOf(mode: SyncMode): SyncCall[] {
  switch (mode) {
    case 'none':
    case 'fdatasync':
    case 'fsync':
    case 'dsync':
    case 'sync':
      return [mode];
    case 'each':
      return ['fdatasync'];
    default:
      return ['none', 'fdatasync'];
  }
}

function measure(file: string, item: DiskCase, limits: MeasureLimits): Promise<LatencyRecorder> {
  const { test, call, path } = item;
  switch (path) {
    case 'sync':
      return measureHere(file, item, limits);
    case 'async':
      return measureAsync(file, test, call, limits);
    case 'worker':
      return measureWorker(file, test, call, limits);
    default:
      return unreachable(path);
  }
}

async function measureHere(
  file: string,
  item: DiskCase,
  limits: MeasureLimits,
): Promise<LatencyRecorder> {
  const operation = diskOperation(file, item.test, item.call);
  try {
    return await measureSync(operation, limits);
  } finally {
    operation.close();
  }
}

function rowOf(item: DiskCase, latencies: LatencyRecorder): FsyncRow {
  const { count, meanUs, p50Us, p99Us, maxUs } = latencies.summary();
  return {
    test: item.test.name,
    mode: item.call,
    path: item.path,
    opsPerSecond: 1e6 / meanUs,
    usPerOp: meanUs,
    p50Us,
    p99Us,
    maxUs,
    samples: count,
    guarantee: guaranteeOf(item.call).sentence,
  };
}

function noteMethod(context: SuiteContext, seconds: number): void {
  context.note(
    `Each row is one process doing one operation at a time for ${seconds} s, overwriting the start of a preallocated 16 MiB file, like pg_test_fsync (which adds O_DIRECT to the open flags; Node cannot align buffers for it).`,
  );
  context.note(
    'Paths: sync = the event loop calls and waits; async = callbacks from Node’s thread pool; worker = a thread woken through shared memory, which answers by message.',
  );
}
