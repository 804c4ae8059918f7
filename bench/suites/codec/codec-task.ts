import { Bench } from 'tinybench';
import { invariant, present } from '../../../src/base/invariant.ts';
import type { Workload } from '../../options/bench-options.ts';
import { CODEC_CASES } from './codec-cases.ts';
import type { Measurable } from './measurable.ts';

/** What a thread is asked to time. */
export interface CodecTask {
  /** Position in `CODEC_CASES`; a thread gets the same one every time. */
  readonly at: number;
  readonly workload: Workload;
  readonly operation: 'encode' | 'decode';
  readonly measureMs: number;
}

/** How long one value takes. */
export interface CodecTiming {
  readonly meanNs: number;
  /** Over batches. */
  readonly medianNs: number;
  /** Encoded size of a value, mean. */
  readonly bytes: number;
  readonly batches: number;
  /** Values that were timed together as one batch. */
  readonly batchValues: number;
}

const NS_PER_MS = 1e6;
/** Enough for the optimizing compiler, also of a slow codec. */
const WARM_UP_SHARE = 0.5;
const BATCHES_MIN = 8;

let prepared: Measurable | null = null;

/** Times one operation of one codec; the entry of a thread. */
export default async function timeCodec(task: CodecTask): Promise<CodecTiming> {
  const { prepare } = present(CODEC_CASES[task.at], 'there is such a case');
  prepared ??= prepare(task.workload);
  const { count, bytes } = prepared;
  const operation = present(prepared[task.operation], 'the codec has the operation');
  const expected = operation();
  let unexpected = 0;
  const bench = new Bench({
    time: task.measureMs,
    iterations: BATCHES_MIN,
    warmupTime: task.measureMs * WARM_UP_SHARE,
    throws: true,
  });
  bench.add(task.operation, () => {
    unexpected += operation() === expected ? 0 : 1;
  });
  await bench.run();
  invariant(unexpected === 0, 'a codec does the same every time', { unexpected });
  const result = present(bench.tasks[0], 'it was added').result;
  invariant(result.state === 'completed', 'a codec was timed to the end', { state: result.state });
  const { mean, p50, samplesCount } = result.latency;
  return {
    meanNs: (mean * NS_PER_MS) / count,
    medianNs: (p50 * NS_PER_MS) / count,
    bytes,
    batches: samplesCount,
    batchValues: count,
  };
}
