import test from 'ava';
import { readU32 } from '../../../src/base/bytes.ts';
import { RaftLabError } from '../../../src/base/errors.ts';
import { segmentFile } from '../../../src/storage/file-names.ts';
import { SECTOR_BYTES, SEGMENT_DATA_AT } from '../../../src/storage/log/segment.ts';
import { group, index, term } from '../../branded.ts';
import { MemoryDisk } from '../memory-disk.ts';
import { recovered, state, termsOf, WrittenLog } from './written-log.ts';

const FIRST = segmentFile(1);
/** After that long a log says that its last batch is durable. */
const QUIET_MICROS = 100_000;

/** A log of four batches with one, two, three and one entries. */
function fourBatches(): MemoryDisk {
  const log = new WrittenLog({ segmentBytes: 8192 });
  log.write([state(1, 1)]);
  log.write([state(2, 3, 2, { payload: 600 })]);
  log.write([state(4, 6, 2, { payload: 300 })]);
  log.write([state(7, 7, 3)]);
  return log.disk;
}

/** Where each batch of the first segment ends, in bytes that it says and in whole sectors. */
function batchEnds(bytes: Uint8Array): { said: number; whole: number }[] {
  const ends: { said: number; whole: number }[] = [];
  let at = SEGMENT_DATA_AT;
  while (readU32(bytes, at) !== 0) {
    const length = readU32(bytes, at + 4);
    const whole = at + Math.ceil(length / SECTOR_BYTES) * SECTOR_BYTES;
    ends.push({ said: at + length, whole });
    at = whole;
  }
  return ends;
}

function withFile(disk: MemoryDisk, file: string, bytes: Uint8Array): MemoryDisk {
  const copy = new MemoryDisk();
  for (const [name, content] of disk.files) {
    copy.files.set(name, content.slice());
  }
  copy.files.set(file, bytes);
  return copy;
}

const ENTRIES_AFTER = [0, 1, 3, 6, 7];

test('a log says after recovery what was written', (t) => {
  const found = recovered(fourBatches());
  t.deepEqual(termsOf(found), [1, 2, 2, 2, 2, 2, 3]);
  t.is(found.end?.last?.number, 4);
});

test('a log cut off at any byte recovers exactly the batches that are whole', (t) => {
  const disk = fourBatches();
  const bytes = disk.files.get(FIRST) as Uint8Array;
  const ends = batchEnds(bytes);
  t.is(ends.length, 4);
  const last = ends[3]?.whole as number;
  for (let length = SEGMENT_DATA_AT; length <= last; length++) {
    const whole = ends.filter(({ said }) => said <= length).length;
    const found = recovered(withFile(disk, FIRST, bytes.slice(0, length)));
    t.is(termsOf(found).length, ENTRIES_AFTER[whole] as number, `${length} bytes`);
    t.is(found.end?.offset, whole === 0 ? SEGMENT_DATA_AT : ends[whole - 1]?.whole);
  }
});

test('a last write that left any of its sectors out is gone as a whole', (t) => {
  const disk = fourBatches();
  const log = new WrittenLog({ segmentBytes: 16_384 }, {}, disk, recovered(disk));
  log.write([state(8, 10, 3, { payload: 900 })]);
  const bytes = disk.files.get(FIRST) as Uint8Array;
  const [before, last] = batchEnds(bytes).slice(3);
  t.truthy(last);
  for (let at = before?.whole as number; at < (last?.whole as number); at += SECTOR_BYTES) {
    const torn = bytes.slice();
    torn.fill(0, at, at + SECTOR_BYTES);
    t.is(termsOf(recovered(withFile(disk, FIRST, torn))).length, 7, `sector at ${at}`);
  }
});

test('a damaged batch that was durable is an error that names file and offset, at every byte', (t) => {
  const disk = fourBatches();
  const bytes = disk.files.get(FIRST) as Uint8Array;
  const ends = batchEnds(bytes);
  // The last batch may be the tail of a crash; those before it were synced.
  for (const [i, start] of [SEGMENT_DATA_AT, ends[0]?.whole, ends[1]?.whole].entries()) {
    for (let at = start as number; at < (ends[i]?.said as number); at++) {
      const damaged = bytes.slice();
      damaged[at] = (damaged[at] as number) ^ 0x10;
      const error = t.throws(() => recovered(withFile(disk, FIRST, damaged)), {
        instanceOf: RaftLabError,
      });
      t.is(error?.code, 'LOG_CORRUPT');
      t.true(error?.message.startsWith(`${FIRST} at byte ${start}:`), `${at}: ${error?.message}`);
    }
  }
});

test('writing goes on behind a torn tail, and what lay there before never shows again', (t) => {
  const disk = fourBatches();
  const bytes = disk.files.get(FIRST) as Uint8Array;
  const ends = batchEnds(bytes);
  // Batch 3 was torn; batch 4 of that life is still whole behind it.
  const torn = bytes.slice();
  torn.fill(0, ends[1]?.whole as number, (ends[1]?.whole as number) + SECTOR_BYTES);
  const unsynced = new Uint8Array(torn);
  // As a crash leaves it where neither batch was synced: batch 4 knew of none durable.
  const after = withFile(disk, FIRST, unsynced.slice(0, ends[2]?.whole));
  const log = new WrittenLog({ segmentBytes: 8192 }, {}, after, recovered(after));
  log.write([state(4, 6, 9, { payload: 300 })]);
  const grown = after.files.get(FIRST) as Uint8Array;
  const stale = new Uint8Array(8192);
  stale.set(grown);
  stale.set(bytes.subarray(ends[2]?.whole, ends[3]?.whole), ends[2]?.whole);
  t.deepEqual(termsOf(recovered(withFile(after, FIRST, stale))), [1, 2, 2, 9, 9, 9]);
});

test('a batch behind a lost one stays away when the lost one is written again byte for byte', (t) => {
  const log = new WrittenLog({ segmentBytes: 8192 });
  log.write([state(1, 1)]);
  log.settle(QUIET_MICROS);
  const file = log.disk.files.get(FIRST) as Uint8Array;
  const mark = batchEnds(file)[0]?.whole as number;
  log.write([state(2, 2)]);
  const bytes = log.disk.files.get(FIRST) as Uint8Array;
  // The batch that says that the first one is durable waits for no sync: a crash lost it alone.
  const torn = bytes.slice();
  torn.fill(0, mark, mark + SECTOR_BYTES);
  const after = withFile(log.disk, FIRST, torn);
  const again = new WrittenLog({ segmentBytes: 8192 }, {}, after, recovered(after));
  again.settle(QUIET_MICROS);
  const grown = after.files.get(FIRST) as Uint8Array;
  t.deepEqual(grown.slice(0, mark + SECTOR_BYTES), bytes.slice(0, mark + SECTOR_BYTES));
  t.deepEqual(termsOf(recovered(after)), [1]);
});

test('a log that goes on over many segments is read as one', (t) => {
  const log = new WrittenLog({ segmentBytes: 4096 });
  for (let i = 1; i <= 40; i++) {
    log.write([state(i, i, 1, { payload: 300 })]);
  }
  t.true(log.writer.segments.length > 5);
  const found = recovered(log.disk);
  t.is(termsOf(found).length, 40);
  t.is(found.end?.segment, log.writer.currentSegment);
});

test('a missing or damaged segment in the middle is an error, not a shorter log', (t) => {
  const log = new WrittenLog({ segmentBytes: 4096 });
  for (let i = 1; i <= 40; i++) {
    log.write([state(i, i, 1, { payload: 300 })]);
  }
  const second = segmentFile(2);
  const missing = withFile(log.disk, second, new Uint8Array(0));
  missing.files.delete(second);
  t.throws(() => recovered(missing), { instanceOf: RaftLabError, message: new RegExp(FIRST) });
  const headless = (log.disk.files.get(second) as Uint8Array).slice();
  headless[0] = 0;
  t.throws(() => recovered(withFile(log.disk, second, headless)), {
    instanceOf: RaftLabError,
    message: new RegExp(`${second} at byte 0`),
  });
});

test('a segment that the log announces and that is gone is an error', (t) => {
  const log = new WrittenLog({ segmentBytes: 4096 });
  while (log.writer.currentSegment < 3) {
    log.write([state(log.durable.length + 1, log.durable.length + 1, 1, { payload: 300 })]);
  }
  for (const file of [...log.disk.files.keys()].filter((name) => name >= segmentFile(3))) {
    log.disk.files.delete(file);
  }
  const error = t.throws(() => recovered(log.disk), { instanceOf: RaftLabError });
  t.is(error?.code, 'LOG_CORRUPT');
  t.regex(error?.message ?? '', new RegExp(segmentFile(3)));
});

test('a segment that was prepared and never used is removed', (t) => {
  const log = new WrittenLog({ segmentBytes: 4096 });
  for (let i = 1; i <= 5; i++) {
    log.write([state(i, i, 1, { payload: 300 })]);
  }
  t.is(log.writer.currentSegment, 1);
  t.true(log.disk.files.has(segmentFile(2)));
  recovered(log.disk);
  t.false(log.disk.files.has(segmentFile(2)));
});

test('what a file held before it was used again never shows, whenever its renewal is cut short', (t) => {
  const after = (steps: number) => {
    const position = { index: index(20), term: term(1) };
    const log = new WrittenLog({ segmentBytes: 4096 }, { compactedIndex: () => position.index });
    for (let i = 1; i <= 40; i++) {
      log.write([state(i, i, 1, { payload: 300 })]);
    }
    log.write([{ kind: 'snapshot', group: group(1), position, reset: false }]);
    log.writer.removeCompacted();
    const renames = () => log.disk.requests.filter(({ kind }) => kind === 'rename').length;
    for (let i = 41; renames() === 0 && i < 80; i++) {
      log.append(`${i}`, [state(i, i, 1, { payload: 300 })]);
      log.writer.pump(0);
      while (renames() === 0 && log.disk.step()) {
        log.writer.pump(0);
      }
    }
    for (let i = 0; i < steps; i++) {
      log.disk.step();
    }
    return log;
  };
  for (let steps = 0; steps < 12; steps++) {
    const log = after(steps);
    t.true(log.disk.requests.some(({ kind }) => kind === 'rename'));
    // What was asked for and not done is lost with the process.
    const disk = new MemoryDisk();
    for (const [file, bytes] of log.disk.files) {
      disk.files.set(file, bytes.slice());
    }
    const found = recovered(disk);
    t.true(termsOf(found).length >= 20, `${steps} steps`);
    t.is(found.end?.segment, log.writer.currentSegment);
  }
});

test('a later entry replaces what the log had from its index on', (t) => {
  const log = new WrittenLog();
  log.write([state(1, 5, 1)]);
  log.write([state(3, 4, 2)]);
  t.deepEqual(termsOf(recovered(log.disk)), [1, 1, 2, 2]);
});

test('groups share a log and are told apart', (t) => {
  const log = new WrittenLog();
  log.write([state(1, 2, 1), state(1, 3, 5, { group: 2 })]);
  log.write([{ kind: 'forget', group: group(1) }]);
  const found = recovered(log.disk);
  t.deepEqual(termsOf(found, 1), []);
  t.deepEqual(termsOf(found, 2), [5, 5, 5]);
});

test('entries that are missing are one group’s error, and no other’s', (t) => {
  const log = new WrittenLog();
  log.write([state(1, 2, 1), state(4, 5, 5, { group: 2 })]);
  const found = recovered(log.disk);
  t.deepEqual(termsOf(found, 1), [1, 1]);
  const error = t.throws(() => termsOf(found, 2), { instanceOf: RaftLabError });
  t.is(error?.code, 'LOG_CORRUPT');
});

test('a snapshot from the leader voids the log before it, one of the own does not', (t) => {
  const position = { index: index(3), term: term(1) };
  for (const reset of [true, false]) {
    const log = new WrittenLog();
    log.write([state(1, 5, 1)]);
    log.write([{ kind: 'snapshot', group: group(1), position, reset }]);
    const found = recovered(log.disk);
    const own = found.groups.get(group(1));
    t.is(own instanceof Error ? null : own?.log.lastIndex, index(reset ? 3 : 5));
    t.is(own instanceof Error ? null : own?.log.appliedIndex, index(3));
  }
});

test('recovery makes durable what it found, in every segment that is in use', (t) => {
  const log = new WrittenLog({ segmentBytes: 4096 });
  while (log.writer.currentSegment < 3) {
    log.write([state(log.durable.length + 1, log.durable.length + 1, 1, { payload: 300 })]);
  }
  const before = log.disk.requests.length;
  recovered(log.disk);
  const asked = log.disk.requests.slice(before);
  const synced = asked.flatMap((each) => (each.kind === 'sync' ? [each.file] : []));
  t.deepEqual(synced, [1, 2, 3].map(segmentFile));
  t.is(asked[asked.length - 1]?.kind, 'syncDirectory');
});

test('a segment with anything in it whose header is damaged or another node’s is an error', (t) => {
  const disk = fourBatches();
  for (const at of [0, 5, 20]) {
    const bytes = (disk.files.get(FIRST) as Uint8Array).slice();
    bytes[at] = 9;
    t.throws(() => recovered(withFile(disk, FIRST, bytes)), {
      instanceOf: RaftLabError,
      message: new RegExp(`${FIRST} at byte 0: the header`),
    });
  }
});

test('a first segment whose creation was cut short counts as none, and is made anew', (t) => {
  for (const length of [0, 100, 512, 4096]) {
    const disk = new MemoryDisk();
    disk.files.set(FIRST, new Uint8Array(length));
    const found = recovered(disk);
    t.is(found.end, null);
    t.false(disk.files.has(FIRST));
  }
});

test('what no later batch calls durable is written again: a sync may have failed and left it in memory', (t) => {
  const disk = fourBatches();
  const [, , before, last] = batchEnds(disk.files.get(FIRST) as Uint8Array);
  const asked = disk.requests.length;
  recovered(disk);
  const after = disk.requests.slice(asked);
  const writes = after.flatMap((each) => (each.kind === 'write' ? [each] : []));
  t.deepEqual(
    writes.map(({ file, offset, length }) => ({ file, offset, length })),
    [
      {
        file: FIRST,
        offset: before?.whole,
        length: (last?.whole as number) - (before?.whole as number),
      },
    ],
  );
  const kinds = after.map(({ kind }) => kind);
  t.true(kinds.indexOf('write') < kinds.indexOf('sync'));
  t.deepEqual(termsOf(recovered(disk)), [1, 2, 2, 2, 2, 2, 3]);
});

test('damage to the last batch shows once a quiet log has said that it is durable', (t) => {
  const log = new WrittenLog({ segmentBytes: 8192 });
  log.write([state(1, 1)]);
  log.write([state(2, 2)]);
  const damaged = () => {
    const bytes = (log.disk.files.get(FIRST) as Uint8Array).slice();
    bytes[SEGMENT_DATA_AT + SECTOR_BYTES + 60] = 0xee;
    return recovered(withFile(log.disk, FIRST, bytes));
  };
  // Nothing tells it from one that a crash tore.
  t.deepEqual(termsOf(damaged()), [1]);
  log.settle(1_000_000);
  const error = t.throws(damaged, { instanceOf: RaftLabError });
  t.is(error?.code, 'LOG_CORRUPT');
  t.regex(error?.message ?? '', new RegExp(`${FIRST} at byte ${SEGMENT_DATA_AT + SECTOR_BYTES}`));
});

test('the header of a segment without a durable batch is written again: its own sync may have failed', (t) => {
  const disk = new WrittenLog({ segmentBytes: 8192 }).disk;
  const asked = disk.requests.length;
  recovered(disk);
  const writes = disk.requests
    .slice(asked)
    .flatMap((each) => (each.kind === 'write' ? [each] : []));
  t.deepEqual(
    writes.map(({ file, offset, length }) => ({ file, offset, length })),
    [{ file: FIRST, offset: 0, length: SECTOR_BYTES }],
  );
});
