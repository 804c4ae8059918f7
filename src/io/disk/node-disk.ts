import {
  close,
  fdatasync,
  fdatasyncSync,
  fsync,
  fsyncSync,
  ftruncate,
  open,
  read,
  rename,
  statSync,
  unlink,
  write,
  writeSync,
} from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { unreachable } from '../../base/invariant.ts';
import type { DiskFailure, DiskOutcome, DiskRequest, FileInfo } from '../../storage/disk.ts';
import type { DataDirectory } from './data-directory.ts';
import { lockDirectory, unlockDirectory } from './directory-lock.ts';
import { makeDirectory, removeEmptyDirectories } from './make-directory.ts';
import { OpenFiles } from './open-files.ts';
import { SyncClock } from './sync-clock.ts';

/** Gets the outcome of a request, in the same call or later. */
export type Completed = (outcome: DiskOutcome) => void;

type Job = { readonly request: DiskRequest; readonly completed: Completed };

const ZEROS = Buffer.alloc(1024 * 1024);

/**
 * Carries out disk requests in the directories of a node, in the real file system.
 *
 * Writes and syncs of hot files block the event loop while the disk answers quickly: two hops through
 * the thread pool cost more than a fast sync. On a slow disk they go through the pool like the rest.
 */
export class NodeDisk {
  readonly #directory: DataDirectory;
  readonly #files: OpenFiles;
  readonly #isHot: (file: string) => boolean;
  readonly #clock = new SyncClock();
  /** Requests for one file wait for those before; the directory itself is the file ''. */
  readonly #queues = new Map<string, Job[]>();
  /** Directories that were not there before. */
  readonly #made: string[] = [];
  readonly #locked: string[] = [];
  #isClosed = false;

  constructor(directory: DataDirectory, isHot: (file: string) => boolean) {
    this.#directory = directory;
    this.#files = new OpenFiles(directory);
    this.#isHot = isHot;
  }

  request(request: DiskRequest, completed: Completed): void {
    const file = 'file' in request ? request.file : '';
    const queue = this.#queues.get(file);
    if (queue !== undefined) {
      queue.push({ request, completed });
    } else if (this.#blocks(request)) {
      completed(this.#carryOutNow(request));
    } else {
      this.#queues.set(file, [{ request, completed }]);
      this.#next(file);
    }
  }

  /** Gives the directory back; requests under way end without an outcome. */
  close(): void {
    this.#isClosed = true;
    this.#files.closeAll();
    for (const directory of this.#locked.splice(0)) {
      unlockDirectory(directory);
    }
    // A start that was refused leaves nothing behind.
    removeEmptyDirectories(this.#made);
  }

  #blocks(request: DiskRequest): boolean {
    return (
      (request.kind === 'write' || request.kind === 'sync') &&
      this.#isHot(request.file) &&
      this.#clock.isFast
    );
  }

  #carryOutNow(request: DiskRequest): DiskOutcome {
    try {
      const startMs = performance.now();
      const outcome = this.#block(request);
      this.#clock.took(performance.now() - startMs);
      return outcome;
    } catch (error) {
      return failed(error);
    }
  }

  #block(request: DiskRequest): DiskOutcome {
    switch (request.kind) {
      case 'write': {
        const { file, buffer, offset, length } = request;
        writeAll(this.#files.descriptor(file), buffer, length, offset);
        return { kind: 'written' };
      }
      case 'sync': {
        const descriptor = this.#files.descriptor(request.file);
        if (request.dataOnly) {
          fdatasyncSync(descriptor);
        } else {
          fsyncSync(descriptor);
        }
        return { kind: 'synced' };
      }
      default:
        throw new TypeError(`${request.kind} never blocks`);
    }
  }

  /** Begins the first job of a file's queue; the next one begins when it has ended. */
  #next(file: string): void {
    const queue = this.#queues.get(file);
    const job = queue?.[0];
    if (queue === undefined || job === undefined) {
      this.#queues.delete(file);
      return;
    }
    const startMs = performance.now();
    const end = (outcome: DiskOutcome) => {
      if (job.request.kind === 'sync') {
        this.#clock.took(performance.now() - startMs);
      }
      queue.shift();
      if (!this.#isClosed) {
        job.completed(outcome);
        this.#next(file);
      }
    };
    try {
      this.#begin(job.request, end);
    } catch (error) {
      end(failed(error));
    }
  }

  #begin(request: DiskRequest, end: Completed): void {
    switch (request.kind) {
      case 'lock':
        end(this.#lock());
        return;
      case 'list':
        this.#list(end);
        return;
      case 'open':
        this.#files.open(request.file, request.mode);
        end({ kind: 'opened' });
        return;
      case 'read':
        this.#read(request.file, request.offset, request.length, end);
        return;
      case 'write':
        writePart(
          this.#files.descriptor(request.file),
          request.buffer,
          0,
          request.length,
          request.offset,
          end,
        );
        return;
      case 'preallocate':
        this.#preallocate(request.file, request.offset, request.length, end);
        return;
      case 'truncate':
        ftruncate(
          this.#files.descriptor(request.file),
          request.length,
          ended(end, { kind: 'written' }),
        );
        return;
      case 'sync':
        (request.dataOnly ? fdatasync : fsync)(
          this.#files.descriptor(request.file),
          ended(end, { kind: 'synced' }),
        );
        return;
      case 'rename':
        this.#files.close(request.file);
        this.#files.close(request.target);
        rename(
          this.#files.path(request.file),
          this.#files.path(request.target),
          ended(end, { kind: 'written' }),
        );
        return;
      case 'remove':
        this.#files.close(request.file);
        unlink(this.#files.path(request.file), (error) => {
          // What is not there is removed already.
          end(error === null || error.code === 'ENOENT' ? { kind: 'written' } : failed(error));
        });
        return;
      case 'syncDirectory':
        this.#syncDirectories(this.#directory.all, end);
        return;
      default:
        unreachable(request);
    }
  }

  #lock(): DiskOutcome {
    for (const directory of this.#directory.all) {
      const failure = this.#lockOne(directory);
      if (failure !== null) {
        return { kind: 'failed', failure };
      }
    }
    try {
      const problem = this.#directory.settle();
      return problem === null
        ? { kind: 'opened' }
        : { kind: 'failed', failure: { code: 'LOG_ELSEWHERE', message: problem } };
    } catch (error) {
      return failed(error);
    }
  }

  #lockOne(directory: string): DiskFailure | null {
    let holder: number | null;
    try {
      this.#made.push(...makeDirectory(directory));
      holder = lockDirectory(directory);
    } catch (error) {
      const { code = 'UNKNOWN', message } = error as NodeJS.ErrnoException;
      const expected = 'expected a directory that this process may make and write';
      return { code, message: `${message}; ${expected}` };
    }
    if (holder !== null) {
      const message = `in use by process ${holder}; every node needs a directory of its own`;
      return { code: 'LOCKED', message };
    }
    this.#locked.push(directory);
    return null;
  }

  #list(end: Completed): void {
    void this.#listAll().then(
      (files) => end({ kind: 'listed', files }),
      (error) => end(failed(error)),
    );
  }

  async #listAll(): Promise<FileInfo[]> {
    const files: FileInfo[] = [];
    for (const directory of this.#directory.all) {
      for (const entry of await readdir(directory, { withFileTypes: true })) {
        const stat = entry.isFile()
          ? statSync(join(directory, entry.name), { throwIfNoEntry: false })
          : undefined;
        if (stat !== undefined) {
          files.push({ file: entry.name, bytes: stat.size });
        }
      }
    }
    return files;
  }

  #read(file: string, offset: number, length: number, end: Completed): void {
    const buffer = Buffer.allocUnsafeSlow(length);
    read(this.#files.descriptor(file), buffer, 0, length, offset, (error, bytesRead) => {
      end(
        error === null ? { kind: 'readDone', bytes: buffer.subarray(0, bytesRead) } : failed(error),
      );
    });
  }

  #preallocate(file: string, offset: number, length: number, end: Completed): void {
    const part = Math.min(length, ZEROS.length);
    write(this.#files.descriptor(file), ZEROS, 0, part, offset, (error, written) => {
      if (error !== null) {
        end(failed(error));
      } else if (written < length) {
        this.#preallocate(file, offset + written, length - written, end);
      } else {
        end({ kind: 'written' });
      }
    });
  }

  /** All of them: nobody says which one a name was changed in. */
  #syncDirectories([first, ...others]: readonly string[], end: Completed): void {
    if (first === undefined) {
      end({ kind: 'synced' });
      return;
    }
    open(first, 'r', (openError, descriptor) => {
      if (openError !== null) {
        end(failed(openError));
        return;
      }
      fsync(descriptor, (error) => {
        close(descriptor, () =>
          error === null ? this.#syncDirectories(others, end) : end(failed(error)),
        );
      });
    });
  }
}

function writeAll(descriptor: number, buffer: Uint8Array, length: number, offset: number): void {
  for (let at = 0; at < length; ) {
    at += writeSync(descriptor, buffer, at, length - at, offset + at);
  }
}

function writePart(
  descriptor: number,
  buffer: Uint8Array,
  at: number,
  length: number,
  offset: number,
  end: Completed,
): void {
  write(descriptor, buffer, at, length - at, offset + at, (error, written) => {
    if (error !== null) {
      end(failed(error));
    } else if (at + written < length) {
      writePart(descriptor, buffer, at + written, length, offset, end);
    } else {
      end({ kind: 'written' });
    }
  });
}

function ended(end: Completed, outcome: DiskOutcome): (error: Error | null) => void {
  return (error) => end(error === null ? outcome : failed(error));
}

function failed(error: unknown): DiskOutcome {
  const { code, message } = error as NodeJS.ErrnoException;
  return { kind: 'failed', failure: { code: code ?? 'UNKNOWN', message } };
}
