import { setImmediate } from 'node:timers/promises';
import { LatencyRecorder } from '../latency-recorder.ts';
import type { DiskOperation } from './disk-operation.ts';
import type { MeasureLimits } from './measure-limits.ts';
import { nowUs, WARM_UP_OPERATIONS } from './measure-limits.ts';

/** Longest time without a look at the event loop, so that Ctrl-C is heard. */
const SLICE_US = 50_000;

/** The event loop itself waits for the disk. */
export async function measureSync(
  operation: DiskOperation,
  limits: MeasureLimits,
): Promise<LatencyRecorder> {
  const latencies = new LatencyRecorder();
  for (let i = 0; i < WARM_UP_OPERATIONS; i++) {
    operation.run();
  }
  while (latencies.totalUs < limits.totalUs) {
    limits.signal.throwIfAborted();
    runSlice(operation, latencies, Math.min(SLICE_US, limits.totalUs - latencies.totalUs));
    await setImmediate();
  }
  return latencies;
}

function runSlice(operation: DiskOperation, latencies: LatencyRecorder, sliceUs: number): void {
  const end = latencies.totalUs + sliceUs;
  while (latencies.totalUs < end) {
    const startUs = nowUs();
    operation.run();
    latencies.record(nowUs() - startUs);
  }
}
