import test from 'ava';
import fc from 'fast-check';
import { decodeEntries } from '../../../src/codec/entry-record.ts';
import { nodeChecksum } from '../../../src/io/platform/ports.ts';
import { segmentFile } from '../../../src/storage/file-names.ts';
import { type EntryRun, EntryRuns } from '../../../src/storage/log/entry-runs.ts';
import type { LogWriter } from '../../../src/storage/log/log-writer.ts';
import { group, index, term } from '../../branded.ts';
import { recovered, state, WrittenLog } from './written-log.ts';

const run = (first: number, last: number, offset: number, segment = 1): EntryRun => ({
  firstIndex: index(first),
  lastIndex: index(last),
  segment,
  offset,
  bytes: 10 * (last - first + 1),
});

/** Where the entry at `at` stands, by the definition: in the newest run that ever had it. */
function newest(runs: readonly EntryRun[], at: number): EntryRun | undefined {
  let found: EntryRun | undefined;
  for (const each of runs) {
    if (each.firstIndex <= at) {
      found = at <= each.lastIndex ? each : undefined;
    }
  }
  return found;
}

test('every entry is found in the newest run that has it, whatever was replaced before', (t) => {
  const anyRun = fc.record({ back: fc.nat(6), count: fc.integer({ min: 1, max: 5 }) });
  fc.assert(
    fc.property(fc.array(anyRun, { minLength: 1, maxLength: 20 }), fc.nat(8), (steps, dropped) => {
      const runs = new EntryRuns();
      const written: EntryRun[] = [];
      let last = 0;
      for (const [i, { back, count }] of steps.entries()) {
        const first = Math.max(1, last + 1 - back);
        last = first + count - 1;
        written.push(run(first, last, 1000 * i));
        runs.add(run(first, last, 1000 * i));
      }
      runs.dropThrough(index(dropped));
      for (let at = dropped + 1; at <= last + 1; at++) {
        t.is(runs.from(index(at), 0)[0]?.offset, newest(written, at)?.offset, `entry ${at}`);
      }
    }),
    { numRuns: 500 },
  );
});

test('one read spans runs of one segment up to its limit, and never less than one run', (t) => {
  const runs = new EntryRuns();
  runs.add(run(1, 2, 100));
  runs.add(run(3, 3, 130));
  runs.add(run(4, 5, 500));
  runs.add(run(6, 6, 0, 2));
  const firsts = (from: number, bytesMax: number) =>
    runs.from(index(from), bytesMax).map(({ firstIndex }) => Number(firstIndex));
  t.deepEqual(firsts(2, 0), [1]);
  t.deepEqual(firsts(1, 40), [1, 3]);
  t.deepEqual(firsts(1, 39), [1]);
  t.deepEqual(firsts(1, 10_000), [1, 3, 4]);
  t.deepEqual(firsts(6, 10_000), [6]);
  t.deepEqual(firsts(7, 10_000), []);
});

test('a log that begins anew behind a snapshot has nothing of what was before', (t) => {
  const runs = new EntryRuns();
  runs.add(run(1, 5, 0));
  runs.add(run(9, 10, 100));
  t.deepEqual(runs.from(index(3), 1000), []);
  t.is(runs.from(index(9), 1000).length, 1);
});

/** The entries that stand on disk where the writer says that `at` does. */
function readBack(log: WrittenLog, writer: LogWriter, at: number): readonly (readonly number[])[] {
  return writer.placesOf(group(1), index(at), 0).map((place) => {
    const bytes = log.disk.files.get(segmentFile(place.segment)) ?? new Uint8Array(0);
    const range = { start: place.offset, end: place.offset + place.bytes };
    const expected = { firstIndex: place.firstIndex, termMax: term(9) };
    return decodeEntries(bytes, range, expected, nodeChecksum).map(({ index: each }) => each);
  });
}

test('entries stand where the writer says, over segments, groups and a restart', (t) => {
  const log = new WrittenLog({ segmentBytes: 4096 });
  for (let at = 1; at <= 60; at += 2) {
    log.write([
      state(at, at, 1, { group: 2 }),
      state(at, at + 1),
      state(at + 1, at + 1, 1, { group: 2 }),
    ]);
  }
  const again = new WrittenLog({}, {}, log.disk, recovered(log.disk));
  for (const { writer } of [log, again]) {
    for (let at = 1; at <= 60; at++) {
      const first = at % 2 === 0 ? at - 1 : at;
      t.deepEqual(readBack(log, writer, at), [[first, first + 1]], `entry ${at}`);
    }
  }
});
