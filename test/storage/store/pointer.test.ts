import test from 'ava';
import { DecodeError, RaftLabError } from '../../../src/base/errors.ts';
import { nodeChecksum, nodeUtf8 } from '../../../src/io/platform/ports.ts';
import { type DiskTask, runTask } from '../../../src/storage/disk-task.ts';
import { databaseName, pointerFile } from '../../../src/storage/file-names.ts';
import { decodePointer, encodePointer, switchPointer } from '../../../src/storage/store/pointer.ts';
import {
  closeDatabase,
  openDatabase,
  readDatabase,
  syncDatabase,
  writeDatabase,
} from '../../../src/storage/store/store-task.ts';
import { group } from '../../branded.ts';
import { MemoryDisk } from '../memory-disk.ts';

const GROUP = group(1);
const PLATFORM = { checksum: nodeChecksum, utf8: nodeUtf8 };
const OLD = databaseName(GROUP, 1);
const NEW = databaseName(GROUP, 2);

/** A complete database whose one key holds its own name. */
function* make(database: string): DiskTask<void> {
  yield* openDatabase(database, 'new', 0);
  yield* writeDatabase(database, [{ key: 'name', value: nodeUtf8.encode(database) }]);
  yield* syncDatabase(database);
  yield* closeDatabase(database);
}

function* replaceDatabase(): DiskTask<void> {
  yield* make(NEW);
  yield* switchPointer(GROUP, NEW, PLATFORM);
}

function* nameInside(database: string): DiskTask<string> {
  yield* openDatabase(database, 'existing', 0);
  const [value] = yield* readDatabase(database, ['name'], 1);
  return value == null ? '' : nodeUtf8.decode(value, 0, value.length);
}

/** The database that a restart finds live, which must be complete. */
function liveOn(disk: MemoryDisk): string {
  const bytes = disk.files.get(pointerFile(GROUP)) ?? new Uint8Array(0);
  const database = decodePointer(bytes, GROUP, PLATFORM);
  return disk.run(nameInside(database)) === database ? database : `${database} is not complete`;
}

/** A disk on which the old database is live; then `steps` requests of the replacement happen. */
function interrupted(steps: number): { readonly disk: MemoryDisk; readonly isOver: boolean } {
  const disk = new MemoryDisk();
  disk.run(make(OLD));
  disk.run(switchPointer(GROUP, OLD, PLATFORM));
  const ends: string[] = [];
  runTask(disk, replaceDatabase(), {
    done: () => ends.push('done'),
    failed: (error) => ends.push(error.message),
  });
  for (let step = 0; step < steps; step++) {
    disk.step();
  }
  return { disk, isOver: ends.length > 0 };
}

test('after a power cut at any step of the switch one complete database is live, old or new', (t) => {
  const seen = new Set<string>();
  let steps = 0;
  for (let isOver = false; !isOver; steps++) {
    const run = interrupted(steps);
    isOver = run.isOver;
    run.disk.cutPower();
    const live = liveOn(run.disk);
    t.true(live === OLD || live === NEW, `${live} after ${steps} steps`);
    seen.add(live);
    t.true(!isOver || live === NEW, 'a switch that ended is durable');
  }
  t.deepEqual([...seen], [OLD, NEW]);
  t.is(steps, 12);
});

test('after the process is killed at any step one complete database is live', (t) => {
  for (let steps = 0; steps < 12; steps++) {
    const { disk } = interrupted(steps);
    disk.kill();
    const live = liveOn(disk);
    t.true(live === OLD || live === NEW, `${live} after ${steps} steps`);
  }
});

test('a pointer holds a base name, so that the directory may be moved', (t) => {
  const text = nodeUtf8.decode(encodePointer(OLD, nodeChecksum, nodeUtf8), 0, 100);
  t.true(text.includes(OLD));
  t.false(text.includes('/'));
});

test('a pointer with any byte changed, cut or added is refused', (t) => {
  const bytes = encodePointer(OLD, nodeChecksum, nodeUtf8);
  for (let i = 0; i < bytes.length; i++) {
    const flipped = bytes.slice();
    flipped[i] = (flipped[i] as number) ^ 1;
    t.throws(() => decodePointer(flipped, GROUP, PLATFORM), { instanceOf: DecodeError });
    t.throws(() => decodePointer(bytes.slice(0, i), GROUP, PLATFORM), { instanceOf: DecodeError });
  }
  t.throws(() => decodePointer(Uint8Array.of(...bytes, 0), GROUP, PLATFORM), {
    instanceOf: DecodeError,
  });
});

test('a pointer that names no database of its group is refused', (t) => {
  for (const name of ['', '..', '/etc', 'group-00000002.0000000000000001.database', `${OLD}/x`]) {
    const bytes = encodePointer(name, nodeChecksum, nodeUtf8);
    const error = t.throws(() => decodePointer(bytes, GROUP, PLATFORM), {
      instanceOf: RaftLabError,
    });
    t.is(error?.code, 'STORE_CORRUPT');
  }
});
