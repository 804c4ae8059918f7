import { parentPort, workerData } from 'node:worker_threads';
import { present } from '../../../src/base/invariant.ts';
import type { DiskTest, SyncCall } from './disk-case.ts';
import { diskOperation } from './disk-operation.ts';

/** What the thread is started with. */
export interface SyncWorkerData {
  readonly file: string;
  readonly test: DiskTest;
  readonly call: SyncCall;
  /** One number that the other side counts up for each operation; negative ends the thread. */
  readonly orders: Int32Array;
}

function serve(data: SyncWorkerData): void {
  const port = present(parentPort, 'a worker thread has a parent');
  const operation = diskOperation(data.file, data.test, data.call);
  port.postMessage('ready');
  let served = 0;
  for (;;) {
    Atomics.wait(data.orders, 0, served);
    served = Atomics.load(data.orders, 0);
    if (served < 0) {
      break;
    }
    operation.run();
    port.postMessage('done');
  }
  operation.close();
}

serve(workerData);
