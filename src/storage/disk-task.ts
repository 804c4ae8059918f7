import { type ErrorCode, RaftLabError } from '../base/errors.ts';
import { invariant } from '../base/invariant.ts';
import type {
  Disk,
  DiskFailure,
  FileInfo,
  FileMode,
  StorageOutcome,
  StorageRequest,
} from './disk.ts';

/**
 * Several disk requests one after the other, written down in their order: each `yield*` waits for
 * the outcome. A task never blocks; between its requests the node goes on.
 */
export type DiskTask<T> = Generator<StorageRequest, T, StorageOutcome>;

/** How a task ended. */
export interface TaskEnd<T> {
  readonly done: (value: T) => void;
  readonly failed: (error: Error) => void;
}

/** Runs `task` on `disk`; exactly one of `end`'s functions is called. */
export function runTask<T>(disk: Disk, task: DiskTask<T>, end: TaskEnd<T>): void {
  advance(disk, task, end, () => task.next());
}

export function* lockDirectory(): DiskTask<void> {
  yield* expectOutcome({ kind: 'lock' }, 'opened');
}

export function* listFiles(): DiskTask<readonly FileInfo[]> {
  const outcome = yield* expectOutcome({ kind: 'list' }, 'listed');
  return outcome.files;
}

export function* openFile(file: string, mode: FileMode): DiskTask<void> {
  yield* expectOutcome({ kind: 'open', file, mode }, 'opened');
}

/** Shorter than asked only at the end of the file. */
export function* readFile(file: string, offset: number, length: number): DiskTask<Uint8Array> {
  const first = yield* readPart(file, offset, length);
  if (first.length === length || first.length === 0) {
    return first;
  }
  const whole = new Uint8Array(length);
  whole.set(first);
  let at = first.length;
  while (at < length) {
    const part = yield* readPart(file, offset + at, length - at);
    if (part.length === 0) {
      break;
    }
    whole.set(part, at);
    at += part.length;
  }
  return whole.subarray(0, at);
}

function* readPart(file: string, offset: number, length: number): DiskTask<Uint8Array> {
  const outcome = yield* expectOutcome({ kind: 'read', file, offset, length }, 'readDone');
  return outcome.bytes;
}

export function* writeFile(file: string, offset: number, bytes: Uint8Array): DiskTask<void> {
  const request = { kind: 'write', file, offset, buffer: bytes, length: bytes.length } as const;
  yield* expectOutcome(request, 'written');
}

export function* preallocateFile(file: string, offset: number, length: number): DiskTask<void> {
  yield* expectOutcome({ kind: 'preallocate', file, offset, length }, 'written');
}

export function* truncateFile(file: string, length: number): DiskTask<void> {
  yield* expectOutcome({ kind: 'truncate', file, length }, 'written');
}

export function* syncFile(file: string): DiskTask<void> {
  yield* expectOutcome({ kind: 'sync', file, dataOnly: false }, 'synced');
}

export function* removeFile(file: string): DiskTask<void> {
  yield* expectOutcome({ kind: 'remove', file }, 'written');
}

export function* syncDirectory(): DiskTask<void> {
  yield* expectOutcome({ kind: 'syncDirectory' }, 'synced');
}

/** The name may be undone by a crash until the directory is synced. */
export function* renameFile(file: string, target: string): DiskTask<void> {
  yield* expectOutcome({ kind: 'rename', file, target }, 'written');
}

/** Gives a finished temporary file its name, durably; afterwards a crash finds all of it. */
export function* publishFile(temporary: string, file: string): DiskTask<void> {
  yield* syncFile(temporary);
  yield* renameFile(temporary, file);
  // Without this the rename itself may be undone by a crash (raft.md item 30).
  yield* syncDirectory();
}

/** Puts `bytes` into `file` as a whole or not at all. */
export function* replaceFile(file: string, bytes: Uint8Array): DiskTask<void> {
  const temporary = temporaryName(file, 'replacing');
  yield* openFile(temporary, 'plain');
  yield* writeFile(temporary, 0, bytes);
  yield* publishFile(temporary, file);
}

const TEMPORARY = '.temporary';

/** Who writes a file before it gets its name: two who make the same one must not meet. */
export type TemporaryPurpose = 'saving' | 'receiving' | 'replacing' | 'updating';

export function temporaryName(file: string, purpose: TemporaryPurpose): string {
  return `${file}.${purpose}${TEMPORARY}`;
}

export function isTemporaryName(file: string): boolean {
  return file.endsWith(TEMPORARY);
}

/** A disk failure as an error that names the file, where in it, and what the reader can do. */
export function diskError(request: StorageRequest, failure: DiskFailure): RaftLabError {
  const code = codeOf(request, failure);
  if (request.kind === 'lock') {
    return new RaftLabError(code, failure.message);
  }
  const subject =
    'file' in request ? request.file : 'database' in request ? request.database : null;
  const of = subject === null ? '' : ` of ${subject}`;
  const at = 'offset' in request ? ` at byte ${request.offset}` : '';
  const what = `${request.kind}${of}${at} failed: ${failure.message}`;
  return new RaftLabError(code, `${what}${adviceFor(code, request)}`);
}

function adviceFor(code: ErrorCode, { kind }: StorageRequest): string {
  if (code === 'DISK_FULL') {
    return '; free some space and start the node again';
  }
  return kind === 'sync' || kind === 'syncDirectory' || kind === 'storeSync'
    ? '; nobody knows now what reached the disk, and nothing of it was promised: check the disk, and ' +
        'start the node again, or remove it from its groups and add it under a new id'
    : '';
}

function codeOf(request: StorageRequest, failure: DiskFailure): ErrorCode {
  if (request.kind === 'lock') {
    return codeOfLock(failure);
  }
  if (failure.code === 'ENOSPC' || failure.code === 'EDQUOT') {
    return 'DISK_FULL';
  }
  if (request.kind === 'storeOpen' && failure.code === 'ENOENT') {
    return 'STORE_LOST';
  }
  if (failure.code === 'LEVEL_CORRUPTION') {
    return 'STORE_CORRUPT';
  }
  return failure.code === 'EACCES' || failure.code === 'EROFS' || failure.code === 'EPERM'
    ? 'DIRECTORY_NOT_WRITABLE'
    : 'DISK_FAILED';
}

function codeOfLock({ code }: DiskFailure): ErrorCode {
  switch (code) {
    case 'LOCKED':
      return 'DIRECTORY_LOCKED';
    case 'LOG_ELSEWHERE':
      return 'LOG_ELSEWHERE';
    default:
      return 'DIRECTORY_NOT_WRITABLE';
  }
}

/** The outcome of `request`, which must be of that kind. @throws RaftLabError when it failed */
export function* expectOutcome<K extends StorageOutcome['kind']>(
  request: StorageRequest,
  kind: K,
): DiskTask<Extract<StorageOutcome, { kind: K }>> {
  const outcome = yield request;
  if (outcome.kind === 'failed') {
    throw diskError(request, outcome.failure);
  }
  invariant(outcome.kind === kind, 'a disk answers what was asked', { kind: outcome.kind });
  return outcome as Extract<StorageOutcome, { kind: K }>;
}

function advance<T>(
  disk: Disk,
  task: DiskTask<T>,
  end: TaskEnd<T>,
  resume: () => IteratorResult<StorageRequest, T>,
): void {
  let step: IteratorResult<StorageRequest, T>;
  try {
    step = resume();
  } catch (error) {
    end.failed(error as Error);
    return;
  }
  if (step.done === true) {
    end.done(step.value);
    return;
  }
  disk.request(step.value, (outcome) => advance(disk, task, end, () => task.next(outcome)));
}
