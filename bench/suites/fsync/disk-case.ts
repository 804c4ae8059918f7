import type { Effort } from '../../options/bench-options.ts';
import type { FsyncRow } from '../../result/rows.ts';

/** The call, or open flag, that makes a write durable. */
export type SyncCall = 'none' | 'fdatasync' | 'fsync' | 'dsync' | 'sync';
/** Who waits for the disk: the event loop, a callback, or a worker thread. */
export type Path = FsyncRow['path'];

/** What one operation writes. */
export interface DiskTest {
  readonly name: string;
  readonly writes: number;
  readonly bytes: number;
  /**
   * `kept` open over all operations; or opened for each, and synced through the descriptor that
   * wrote (`same`) or through one opened after that was closed (`other`).
   */
  readonly descriptor: 'kept' | 'same' | 'other';
}

/** One row of the suite. */
export interface DiskCase {
  readonly test: DiskTest;
  readonly call: SyncCall;
  readonly path: Path;
}

const KB = 1024;
const ONE_WRITE = kept('8kB write', 1, 8 * KB);
const TWO_WRITES = kept('two 8kB writes', 2, 8 * KB);
const SIZES = [
  kept('1 x 16kB write', 1, 16 * KB),
  kept('2 x 8kB write', 2, 8 * KB),
  kept('4 x 4kB write', 4, 4 * KB),
  kept('8 x 2kB write', 8, 2 * KB),
  kept('16 x 1kB write', 16, KB),
];
const SAME: DiskTest = { ...ONE_WRITE, name: 'write, fsync, close', descriptor: 'same' };
const OTHER: DiskTest = { ...ONE_WRITE, name: 'write, close, fsync', descriptor: 'other' };
const DURABLE: readonly SyncCall[] = ['dsync', 'fdatasync', 'fsync', 'sync'];

/** The tests of pg_test_fsync (BM-07); what the event loop may not wait for, in other ways too. */
export function diskCases(effort: Effort): DiskCase[] {
  const elsewhere = effort === 'quick' ? [ONE_WRITE] : [ONE_WRITE, TWO_WRITES];
  return [
    ...each([ONE_WRITE, TWO_WRITES], DURABLE, 'sync'),
    ...each(SIZES, ['sync'], 'sync'),
    ...each([SAME, OTHER], ['fsync'], 'sync'),
    ...each([ONE_WRITE], ['none'], 'sync'),
    ...(['async', 'worker'] as const).flatMap((path) => [
      ...each(elsewhere, DURABLE, path),
      ...each([ONE_WRITE], ['none'], path),
    ]),
  ];
}

function each(tests: readonly DiskTest[], calls: readonly SyncCall[], path: Path): DiskCase[] {
  return tests.flatMap((test) => calls.map((call) => ({ test, call, path })));
}

function kept(name: string, writes: number, bytes: number): DiskTest {
  return { name, writes, bytes, descriptor: 'kept' };
}
