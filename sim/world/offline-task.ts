import type { Disk, StorageOutcome, StorageRequest } from '../../src/storage/disk.ts';
import { type DiskTask, runTask } from '../../src/storage/disk-task.ts';
import { isStoreRequest } from '../../src/storage/store/store-request.ts';
import type { SimHost } from './sim-host.ts';

/** How a task ended: with its value, or cut off by a loss of power. */
export type OfflineEnd<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'powerLost' };

/**
 * Runs a task of an operator on the disk of a machine whose node is down, at once.
 *
 * @param requestsMax - the power is lost after so many requests.
 * @throws what the task throws.
 */
export function runOffline<T>(
  host: SimHost,
  task: DiskTask<T>,
  nowMicros: number,
  requestsMax = Number.POSITIVE_INFINITY,
): OfflineEnd<T> {
  const disk = new OfflineDisk(host, nowMicros, requestsMax);
  const ends: ({ readonly value: T } | { readonly error: Error })[] = [];
  runTask(disk, task, {
    done: (value) => ends.push({ value }),
    failed: (error) => ends.push({ error }),
  });
  const [end] = ends;
  if (end === undefined) {
    host.disk.crash();
    host.stores.crash();
    return { kind: 'powerLost' };
  }
  host.disk.kill();
  host.stores.kill();
  if ('error' in end) {
    throw end.error;
  }
  return { kind: 'done', value: end.value };
}

class OfflineDisk implements Disk {
  readonly #host: SimHost;
  readonly #nowMicros: number;
  #left: number;
  #token = 0;

  constructor(host: SimHost, nowMicros: number, requestsMax: number) {
    this.#host = host;
    this.#nowMicros = nowMicros;
    this.#left = requestsMax;
  }

  request(request: StorageRequest, then: (outcome: StorageOutcome) => void): void {
    if (this.#left <= 0) {
      return;
    }
    this.#left--;
    this.#token++;
    const { disk, stores } = this.#host;
    const operation = isStoreRequest(request)
      ? stores.submit(request, this.#token, this.#nowMicros)
      : disk.submit(request, this.#token, this.#nowMicros);
    then(operation.complete());
  }
}
