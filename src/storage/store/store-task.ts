import { type DiskTask, expectOutcome } from '../disk-task.ts';
import type { StoreChange, StoredItem } from './store-request.ts';

export function* listDatabases(): DiskTask<readonly string[]> {
  const outcome = yield* expectOutcome({ kind: 'storeList' }, 'storesListed');
  return outcome.databases;
}

export function* openDatabase(
  database: string,
  mode: 'new' | 'existing',
  cacheBytes: number,
): DiskTask<void> {
  yield* expectOutcome({ kind: 'storeOpen', database, mode, cacheBytes }, 'stored');
}

/** The values of the first of `keys`, at least one of them; null for a key that is not there. */
export function* readDatabase(
  database: string,
  keys: readonly string[],
  bytesMax: number,
): DiskTask<readonly (Uint8Array | null)[]> {
  const request = { kind: 'storeRead', database, keys, bytesMax } as const;
  const outcome = yield* expectOutcome(request, 'loaded');
  return outcome.values;
}

export function* writeDatabase(database: string, changes: readonly StoreChange[]): DiskTask<void> {
  yield* expectOutcome({ kind: 'storeWrite', database, changes }, 'stored');
}

export function* syncDatabase(database: string): DiskTask<void> {
  yield* expectOutcome({ kind: 'storeSync', database }, 'storeSynced');
}

export function* closeDatabase(database: string): DiskTask<void> {
  yield* expectOutcome({ kind: 'storeClose', database }, 'stored');
}

export function* removeDatabase(database: string): DiskTask<void> {
  yield* expectOutcome({ kind: 'storeRemove', database }, 'stored');
}

export function* takeSnapshot(database: string, snapshot: number): DiskTask<void> {
  yield* expectOutcome({ kind: 'storeSnapshot', database, snapshot }, 'stored');
}

export function* releaseSnapshot(database: string, snapshot: number): DiskTask<void> {
  yield* expectOutcome({ kind: 'storeRelease', database, snapshot }, 'stored');
}

/** A snapshot of a database, and the part of its keys that is to be looked at. */
export interface ScanRange {
  readonly database: string;
  readonly snapshot: number;
  readonly from: string;
  readonly end: string;
}

/** The first items of a range; none when it is empty. */
export function* scanDatabase(range: ScanRange, bytesMax: number): DiskTask<readonly StoredItem[]> {
  const outcome = yield* expectOutcome({ kind: 'storeScan', ...range, bytesMax }, 'scanned');
  return outcome.items;
}
