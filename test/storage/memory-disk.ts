import { KeyedRandom } from '../../sim/base/keyed-random.ts';
import { SimStores } from '../../sim/store/sim-stores.ts';
import type {
  Disk,
  DiskOutcome,
  DiskRequest,
  FileInfo,
  StorageOutcome,
  StorageRequest,
} from '../../src/storage/disk.ts';
import { type DiskTask, runTask } from '../../src/storage/disk-task.ts';
import { isStoreRequest } from '../../src/storage/store/store-request.ts';

interface Waiting {
  readonly request: StorageRequest;
  readonly then: (outcome: StorageOutcome) => void;
}

/** What the medium has of a file, under whatever name. */
interface Inode {
  synced: Uint8Array;
}
const NO_DELAYS = {
  latencyMicros: 0,
  syncMicros: 0,
  stall: 0,
  stallMicros: 0,
  survival: 0,
  tear: 0,
};

/**
 * Files in memory that the tests look into and change. Requests wait until `step` or `settle`, and
 * are then carried out in their order.
 */
export class MemoryDisk implements Disk {
  readonly files = new Map<string, Uint8Array>();
  /** Requests wait until this ends; `step` alone carries them out. */
  isHeld = false;
  /** Everything that was asked, in order. */
  readonly stores = new SimStores(new KeyedRandom(1, 1), 1, NO_DELAYS);
  /** Everything that was asked of files, in order. */
  readonly requests: DiskRequest[] = [];
  /** Requests for which this returns a code fail with it. */
  failure: (request: StorageRequest) => string | null = () => null;
  #waiting: Waiting[] = [];
  readonly #inodes = new Map<string, Inode>();
  #durableNames = new Map<string, Inode>();

  request(request: StorageRequest, then: (outcome: StorageOutcome) => void): void {
    if (!isStoreRequest(request)) {
      this.requests.push(request);
    }
    this.#waiting.push({ request, then });
  }

  get isIdle(): boolean {
    return this.#waiting.length === 0;
  }

  /** Carries out the oldest request; false when there is none. */
  step(): boolean {
    const next = this.#waiting.shift();
    next?.then(this.#carryOut(next.request));
    return next !== undefined;
  }

  settle(): void {
    while (!this.isHeld && this.step()) {
      // Until nobody asks any more.
    }
  }

  /** Forgets what waits: the process ended, its machine did not. */
  kill(): void {
    this.#waiting = [];
    this.isHeld = false;
    this.stores.kill();
  }

  /** Forgets what waits and, of the files, everything that was not synced, names included. */
  cutPower(): void {
    this.#waiting = [];
    this.isHeld = false;
    this.files.clear();
    this.#inodes.clear();
    this.stores.crash();
    for (const [name, inode] of this.#durableNames) {
      this.files.set(name, inode.synced.slice());
      this.#inodes.set(name, inode);
    }
  }

  list(): FileInfo[] {
    return [...this.files].map(([file, { length }]) => ({ file, bytes: length }));
  }

  /** What a task returns on this disk. @throws what the task throws */
  run<T>(task: DiskTask<T>): T {
    const ends: { value?: T; error?: Error }[] = [];
    runTask(this, task, {
      done: (value) => ends.push({ value }),
      failed: (error) => ends.push({ error }),
    });
    this.settle();
    const [end] = ends;
    if (end?.error !== undefined) {
      throw end.error;
    }
    return end?.value as T;
  }

  #carryOut(request: StorageRequest): StorageOutcome {
    const code = this.failure(request);
    if (code !== null) {
      return { kind: 'failed', failure: { code, message: `${code} for a test` } };
    }
    return isStoreRequest(request)
      ? this.stores.submit(request, 0, 0).complete()
      : this.#carryOutOnFiles(request);
  }

  #carryOutOnFiles(request: DiskRequest): DiskOutcome {
    switch (request.kind) {
      case 'lock':
        return { kind: 'opened' };
      case 'list':
        return { kind: 'listed', files: this.list() };
      case 'open':
        this.#resize(request.file, 0);
        return { kind: 'opened' };
      case 'read': {
        const { file, offset, length } = request;
        return { kind: 'readDone', bytes: this.#resize(file, 0).slice(offset, offset + length) };
      }
      case 'write': {
        const { file, offset, buffer, length } = request;
        this.#resize(file, offset + length).set(buffer.subarray(0, length), offset);
        return { kind: 'written' };
      }
      case 'preallocate': {
        const { file, offset, length } = request;
        this.#resize(file, offset + length).fill(0, offset, offset + length);
        return { kind: 'written' };
      }
      case 'truncate':
        this.files.set(request.file, this.#resize(request.file, 0).slice(0, request.length));
        return { kind: 'written' };
      case 'rename':
        this.files.set(request.target, this.#resize(request.file, 0));
        this.files.delete(request.file);
        this.#inodes.set(request.target, this.#inode(request.file));
        this.#inodes.delete(request.file);
        return { kind: 'written' };
      case 'remove':
        this.files.delete(request.file);
        this.#inodes.delete(request.file);
        return { kind: 'written' };
      case 'sync':
        this.#inode(request.file).synced = this.#resize(request.file, 0).slice();
        return { kind: 'synced' };
      case 'syncDirectory':
        this.stores.beginDirectorySync()();
        this.#durableNames = new Map(
          [...this.files.keys()].map((file) => [file, this.#inode(file)]),
        );
        return { kind: 'synced' };
    }
  }

  #inode(file: string): Inode {
    const inode = this.#inodes.get(file) ?? { synced: new Uint8Array(0) };
    this.#inodes.set(file, inode);
    return inode;
  }

  #resize(file: string, bytesMin: number): Uint8Array {
    const known = this.files.get(file) ?? new Uint8Array(0);
    if (known.length >= bytesMin && this.files.has(file)) {
      return known;
    }
    const grown = new Uint8Array(Math.max(known.length, bytesMin));
    grown.set(known);
    this.files.set(file, grown);
    return grown;
  }
}
