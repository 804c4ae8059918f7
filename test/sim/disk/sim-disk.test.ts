import test from 'ava';
import { KeyedRandom, PPM } from '../../../sim/base/keyed-random.ts';
import { SECTOR_BYTES } from '../../../sim/disk/file-image.ts';
import { type DiskProfile, SimDisk } from '../../../sim/disk/sim-disk.ts';
import type { DiskOutcome, DiskRequest } from '../../../src/storage/disk.ts';

const CALM: DiskProfile = {
  latencyMicros: 10,
  syncMicros: 10,
  stall: 0,
  stallMicros: 0,
  survival: 0,
  tear: 0,
};

function diskOf(profile: Partial<DiskProfile> = {}, seed = 1): SimDisk {
  return new SimDisk(new KeyedRandom(seed, 1), 1, { ...CALM, ...profile });
}

function run(disk: SimDisk, ...requests: readonly DiskRequest[]): DiskOutcome[] {
  return requests.map((request) => disk.submit(request, 1, 0).complete());
}

const open = (file: string, mode: 'plain' | 'dataSync' = 'plain'): DiskRequest => ({
  kind: 'open',
  file,
  mode,
});
const write = (file: string, bytes: Uint8Array, offset = 0): DiskRequest => ({
  kind: 'write',
  file,
  offset,
  buffer: bytes,
  length: bytes.length,
});
const sync = (file: string): DiskRequest => ({ kind: 'sync', file, dataOnly: true });
const syncDirectory: DiskRequest = { kind: 'syncDirectory' };

function content(disk: SimDisk, file: string): number[] | null {
  const [outcome] = run(disk, { kind: 'read', file, offset: 0, length: 1e6 });
  return outcome?.kind === 'readDone' ? [...outcome.bytes] : null;
}

const BYTES = Uint8Array.of(1, 2, 3);

test('what was written is read at once, and is gone after a power cut without a sync', (t) => {
  const disk = diskOf();
  run(disk, open('a'), syncDirectory, write('a', BYTES));
  t.deepEqual(content(disk, 'a'), [1, 2, 3]);
  t.is(disk.crash().lostWrites, 1);
  t.deepEqual(content(disk, 'a'), []);
});

test('what was synced survives every power cut', (t) => {
  for (let seed = 0; seed < 50; seed++) {
    const disk = diskOf({ survival: PPM / 2, tear: PPM / 2 }, seed);
    run(disk, open('a'), syncDirectory, write('a', BYTES), sync('a'));
    run(disk, write('a', Uint8Array.of(9), 10));
    disk.crash();
    t.deepEqual(content(disk, 'a')?.slice(0, 3), [1, 2, 3]);
  }
});

test('a sync covers the writes before it, not those after it', (t) => {
  const disk = diskOf();
  run(disk, open('a'), syncDirectory, write('a', Uint8Array.of(1)));
  const syncing = disk.submit(sync('a'), 1, 0);
  run(disk, write('a', Uint8Array.of(2), 1));
  syncing.complete();
  disk.crash();
  t.deepEqual(content(disk, 'a'), [1]);
});

test('a write that did not complete may survive, and a sync that did not complete promises nothing', (t) => {
  const disk = diskOf();
  run(disk, open('a'), syncDirectory);
  disk.submit(write('a', BYTES), 1, 0);
  disk.submit(sync('a'), 2, 0);
  disk.crash();
  t.deepEqual(content(disk, 'a'), []);
  const lucky = diskOf({ survival: PPM });
  run(lucky, open('a'), syncDirectory);
  lucky.submit(write('a', BYTES), 1, 0);
  lucky.crash();
  t.deepEqual(content(lucky, 'a'), [1, 2, 3]);
});

test('a torn write leaves whole sectors of itself and of what was there', (t) => {
  const sectors = 8;
  let torn = 0;
  for (let seed = 0; seed < 30; seed++) {
    const disk = diskOf({ survival: PPM, tear: PPM }, seed);
    const before = new Uint8Array(sectors * SECTOR_BYTES).fill(1);
    run(disk, open('a'), syncDirectory, write('a', before), sync('a'));
    run(disk, write('a', new Uint8Array(sectors * SECTOR_BYTES).fill(2)));
    torn += disk.crash().tornWrites;
    const after = content(disk, 'a') ?? [];
    for (let sector = 0; sector < sectors; sector++) {
      const bytes = after.slice(sector * SECTOR_BYTES, (sector + 1) * SECTOR_BYTES);
      t.is(new Set(bytes).size, 1, `sector ${sector} is of one time`);
    }
  }
  t.true(torn > 20, `${torn} of 30 are torn`);
});

test('a file whose name was not synced may be gone, whatever was synced of its bytes', (t) => {
  let gone = 0;
  for (let seed = 0; seed < 20; seed++) {
    const disk = diskOf({}, seed);
    run(disk, open('a'), write('a', BYTES), sync('a'));
    disk.crash();
    gone += content(disk, 'a') === null ? 1 : 0;
  }
  t.true(gone > 0 && gone < 20, `${gone} of 20`);
});

test('a rename that was not synced may be undone, and leaves one of both names', (t) => {
  const outcomes = new Set<string>();
  for (let seed = 0; seed < 20; seed++) {
    const disk = diskOf({}, seed);
    run(disk, open('old'), write('old', BYTES), sync('old'), syncDirectory);
    run(disk, { kind: 'rename', file: 'old', target: 'new' });
    t.is(content(disk, 'old'), null);
    disk.crash();
    outcomes.add(['old', 'new'].filter((file) => content(disk, file) !== null).join('+'));
  }
  t.deepEqual([...outcomes].sort(), ['new', 'old']);
});

test('a synced directory keeps its names', (t) => {
  const disk = diskOf();
  run(disk, open('a'), open('b'), { kind: 'remove', file: 'b' }, syncDirectory);
  disk.crash();
  t.deepEqual(run(disk, { kind: 'list' }), [{ kind: 'listed', files: [{ file: 'a', bytes: 0 }] }]);
});

test('a write to a file opened for synced writes is durable when it completes, and not before', (t) => {
  const disk = diskOf();
  run(disk, open('a', 'dataSync'), syncDirectory, write('a', BYTES));
  disk.submit(write('a', Uint8Array.of(9), 3), 1, 0);
  disk.crash();
  t.deepEqual(content(disk, 'a'), [1, 2, 3]);
});

test('the end of a process alone loses nothing', (t) => {
  const disk = diskOf();
  run(disk, { kind: 'lock' }, open('a'), write('a', BYTES));
  t.is(run(disk, { kind: 'lock' })[0]?.kind, 'failed');
  disk.kill();
  t.deepEqual(content(disk, 'a'), [1, 2, 3]);
  t.is(run(disk, { kind: 'lock' })[0]?.kind, 'opened');
});

test('operations on one file end in the order of their requests', (t) => {
  const disk = diskOf({ latencyMicros: 500, syncMicros: 500, stall: PPM / 4, stallMicros: 5000 });
  const ends = Array.from({ length: 100 }, (_, i) =>
    disk.submit(i % 3 === 0 ? sync('a') : write('a', BYTES), i, i),
  ).map(({ doneMicros }) => doneMicros);
  t.deepEqual(
    ends,
    [...ends].sort((a, b) => a - b),
  );
});

test('a write is what its buffer held when it was asked for', (t) => {
  const disk = diskOf();
  const buffer = Uint8Array.of(1, 2, 3);
  run(disk, open('a'));
  const operation = disk.submit(write('a', buffer), 1, 0);
  buffer.fill(9);
  operation.complete();
  t.deepEqual(content(disk, 'a'), [1, 2, 3]);
});

test('a truncated file has zeros where it grows again', (t) => {
  const disk = diskOf();
  run(disk, open('a'), write('a', BYTES), { kind: 'truncate', file: 'a', length: 1 });
  run(disk, { kind: 'preallocate', file: 'a', offset: 2, length: 1 });
  t.deepEqual(content(disk, 'a'), [1, 0, 0]);
});

test('the same seed gives the same damage', (t) => {
  const damage = () => {
    const disk = diskOf({ survival: PPM / 2, tear: PPM / 2 }, 42);
    for (let i = 0; i < 20; i++) {
      run(disk, open(`${i}`), write(`${i}`, new Uint8Array(3000).fill(i)));
    }
    const { lostWrites, tornWrites } = disk.crash();
    return [lostWrites, tornWrites, ...disk.directory.files().keys()];
  };
  t.deepEqual(damage(), damage());
});
