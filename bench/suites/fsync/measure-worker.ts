import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { LatencyRecorder } from '../latency-recorder.ts';
import type { DiskTest, SyncCall } from './disk-case.ts';
import { collect } from './measure-async.ts';
import type { MeasureLimits } from './measure-limits.ts';
import type { SyncWorkerData } from './sync-worker.ts';

const STOP = -1;

/** A thread of its own waits for the disk: woken through shared memory, answering by message. */
export async function measureWorker(
  file: string,
  test: DiskTest,
  call: SyncCall,
  limits: MeasureLimits,
): Promise<LatencyRecorder> {
  const orders = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const workerData: SyncWorkerData = { file, test, call, orders };
  const worker = new Worker(new URL('./sync-worker.js', import.meta.url), { workerData });
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  try {
    await once(worker, 'message');
    return await collectFrom(worker, orders, limits);
  } finally {
    Atomics.store(orders, 0, STOP);
    Atomics.notify(orders, 0);
    await ended;
  }
}

function collectFrom(
  worker: Worker,
  orders: Int32Array,
  limits: MeasureLimits,
): Promise<LatencyRecorder> {
  let done: (error: Error | null) => void = () => undefined;
  worker.on('message', () => done(null));
  worker.on('error', (error) => done(error));
  return collect((callback) => {
    done = callback;
    Atomics.add(orders, 0, 1);
    Atomics.notify(orders, 0);
  }, limits);
}
