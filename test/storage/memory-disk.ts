import type { Disk, DiskOutcome, DiskRequest, FileInfo } from '../../src/storage/disk.ts';
import { type DiskTask, runTask } from '../../src/storage/disk-task.ts';

interface Waiting {
  readonly request: DiskRequest;
  readonly then: (outcome: DiskOutcome) => void;
}

/** What the medium has of a file, under whatever name. */
interface Inode {
  synced: Uint8Array;
}

/**
 * Files in memory that the tests look into and change. Requests wait until `step` or `settle`, and
 * are then carried out in their order.
 */
export class MemoryDisk implements Disk {
  readonly files = new Map<string, Uint8Array>();
  /** Requests wait until this ends; `step` alone carries them out. */
  isHeld = false;
  /** Everything that was asked, in order. */
  readonly requests: DiskRequest[] = [];
  /** Requests for which this returns a code fail with it. */
  failure: (request: DiskRequest) => string | null = () => null;
  #waiting: Waiting[] = [];
  readonly #inodes = new Map<string, Inode>();
  #durableNames = new Map<string, Inode>();

  request(request: DiskRequest, then: (outcome: DiskOutcome) => void): void {
    this.requests.push(request);
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

  /** Forgets what waits and, of the files, everything that was not synced, names included. */
  cutPower(): void {
    this.#waiting = [];
    this.isHeld = false;
    this.files.clear();
    this.#inodes.clear();
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

  #carryOut(request: DiskRequest): DiskOutcome {
    const code = this.failure(request);
    if (code !== null) {
      return { kind: 'failed', failure: { code, message: `${code} for a test` } };
    }
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
