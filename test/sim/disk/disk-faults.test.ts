import test from 'ava';
import { KeyedRandom, PPM } from '../../../sim/base/keyed-random.ts';
import {
  type DiskFaultKind,
  type DiskFaultPlan,
  DiskFaults,
  NO_DISK_FAULTS,
} from '../../../sim/disk/disk-faults.ts';
import { SimDisk } from '../../../sim/disk/sim-disk.ts';
import type { DiskOutcome, DiskRequest } from '../../../src/storage/disk.ts';

const PROFILE = {
  latencyMicros: 1,
  syncMicros: 1,
  stall: 0,
  stallMicros: 0,
  survival: 0,
  tear: 0,
};

function faultyDisk(plan: Partial<DiskFaultPlan>, seed = 1) {
  const counts: DiskFaultKind[] = [];
  const random = new KeyedRandom(seed, 1);
  const faults = new DiskFaults(random, 1, { ...NO_DISK_FAULTS, ...plan }, (kind) =>
    counts.push(kind),
  );
  const disk = new SimDisk(random, 1, PROFILE, faults);
  const run = (request: DiskRequest): DiskOutcome => disk.submit(request, 1, 0).complete();
  const write = (offset: number, bytes: Uint8Array) =>
    run({ kind: 'write', file: 'f', offset, buffer: bytes, length: bytes.length });
  const read = (offset: number, length: number) => run({ kind: 'read', file: 'f', offset, length });
  const sync = () => run({ kind: 'sync', file: 'f', dataOnly: true });
  run({ kind: 'open', file: 'f', mode: 'plain' });
  return { disk, faults, counts, run, write, read, sync };
}

const bytesOf = (outcome: DiskOutcome) => (outcome.kind === 'readDone' ? [...outcome.bytes] : null);

test('after a sync that failed everything looks as if it was written, and a later sync does not bring it back', (t) => {
  const left = new Set<string>();
  for (let seed = 0; seed < 20; seed++) {
    const { disk, faults, counts, run, write, read, sync } = faultyDisk({ syncError: PPM }, seed);
    t.is(run({ kind: 'syncDirectory' }).kind, 'failed');
    t.is(write(0, Uint8Array.of(1, 2)).kind, 'written');
    t.is(sync().kind, 'failed');
    t.deepEqual(bytesOf(read(0, 2)), [1, 2]);
    faults.end();
    t.is(run({ kind: 'syncDirectory' }).kind, 'synced');
    t.is(sync().kind, 'synced');
    disk.crash();
    left.add(`${bytesOf(read(0, 2))}`);
    t.deepEqual(counts, ['syncError', 'syncError']);
  }
  t.deepEqual([...left].sort(), ['', '1,2']);
});

test('what is written again after a failed sync is durable with the next one', (t) => {
  const { disk, faults, run, write, read, sync } = faultyDisk({ syncError: PPM });
  write(0, Uint8Array.of(1, 2));
  sync();
  faults.end();
  run({ kind: 'syncDirectory' });
  write(0, Uint8Array.of(1, 2));
  sync();
  disk.crash();
  t.deepEqual(bytesOf(read(0, 2)), [1, 2]);
});

test('a write to a file of synced writes may fail as a sync does', (t) => {
  const { run, write, counts } = faultyDisk({ syncError: PPM });
  run({ kind: 'open', file: 'f', mode: 'dataSync' });
  t.is(write(0, Uint8Array.of(1)).kind, 'failed');
  t.deepEqual(counts, ['syncError']);
});

test('a full disk takes what there is room for, overwrites what is there, and fails the rest', (t) => {
  const { disk, faults, counts, run, write, read } = faultyDisk({});
  write(0, new Uint8Array(100).fill(1));
  faults.capacityBytes = disk.usedBytes + 10;
  t.is(write(0, new Uint8Array(100).fill(2)).kind, 'written');
  const failed = write(100, new Uint8Array(20).fill(3));
  t.is(failed.kind === 'failed' && failed.failure.code, 'ENOSPC');
  t.is(bytesOf(read(0, 1000))?.length, 110);
  t.is(run({ kind: 'preallocate', file: 'f', offset: 110, length: 5 }).kind, 'failed');
  t.deepEqual(counts, ['diskFull', 'diskFull']);
  faults.end();
  t.is(write(100, new Uint8Array(20).fill(3)).kind, 'written');
});

test('a disk that is full for good stays so', (t) => {
  const { faults, write } = faultyDisk({});
  faults.capacityBytes = 0;
  faults.isFullForGood = true;
  faults.end();
  t.is(write(0, Uint8Array.of(1)).kind, 'failed');
});

test('a short read returns at least one byte, and never more than was asked for', (t) => {
  const { write, read, counts } = faultyDisk({ shortRead: PPM });
  write(
    0,
    Uint8Array.from({ length: 50 }, (_, i) => i),
  );
  const lengths = new Set<number>();
  for (let i = 0; i < 100; i++) {
    const bytes = bytesOf(read(5, 20)) ?? [];
    t.deepEqual(
      bytes,
      bytes.map((_, at) => at + 5),
    );
    lengths.add(bytes.length);
  }
  t.true(lengths.size > 10 && !lengths.has(0) && Math.max(...lengths) < 20);
  t.is(counts.length, 100);
});

test('damage stays until it is written over, survives a power cut, and is counted when it is read', (t) => {
  const { disk, run, write, read, sync, counts } = faultyDisk({});
  write(0, new Uint8Array(2000).fill(1));
  sync();
  run({ kind: 'syncDirectory' });
  const image = disk.directory.get('f');
  image?.damage(700, Uint8Array.of(9));
  image?.spoil(1024, 512);
  t.true(disk.isDamaged);
  disk.crash();
  t.deepEqual(bytesOf(read(699, 3)), [1, 9, 1]);
  t.deepEqual(bytesOf(read(699, 3)), [1, 9, 1]);
  const failed = read(1000, 100);
  t.is(failed.kind === 'failed' && failed.failure.code, 'EIO');
  t.deepEqual(counts, ['readCorruption', 'readError']);
  write(700, Uint8Array.of(1));
  write(1024, new Uint8Array(512));
  t.false(disk.isDamaged);
  t.is(read(1000, 100).kind, 'readDone');
});

test('a power cut takes back what a sync only called durable, and that is counted', (t) => {
  const { disk, counts, run, write, read, sync } = faultyDisk({ lostSync: PPM });
  t.is(run({ kind: 'syncDirectory' }).kind, 'synced');
  t.is(write(0, Uint8Array.of(1, 2)).kind, 'written');
  t.is(sync().kind, 'synced');
  t.deepEqual(bytesOf(read(0, 2)), [1, 2]);
  disk.crash();
  t.true(counts.length > 0 && counts.every((kind) => kind === 'lostSync'));
  t.not(`${bytesOf(read(0, 2))}`, '1,2');
});

test('a sync that is honest brings on what an earlier one only called durable', (t) => {
  const { disk, faults, counts, run, write, read, sync } = faultyDisk({ lostSync: PPM });
  run({ kind: 'syncDirectory' });
  write(0, Uint8Array.of(1, 2));
  sync();
  faults.end();
  run({ kind: 'syncDirectory' });
  sync();
  disk.crash();
  t.deepEqual(bytesOf(read(0, 2)), [1, 2]);
  t.deepEqual(counts, []);
});
