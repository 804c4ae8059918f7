import test from 'ava';
import { RaftLabError } from '../../../src/base/errors.ts';
import type { DiskRequest } from '../../../src/storage/disk.ts';
import { segmentFile } from '../../../src/storage/file-names.ts';
import { parseSyncMode } from '../../../src/storage/sync-mode.ts';
import { group, index, term } from '../../branded.ts';
import { recovered, state, termsOf, WrittenLog } from './written-log.ts';

/** What was asked of the disk since the log was made, creations of segments left out. */
function kindsOf(requests: readonly DiskRequest[]): string[] {
  return requests
    .filter(({ kind }) => kind !== 'preallocate' && kind !== 'open' && kind !== 'syncDirectory')
    .map(({ kind }) => kind);
}

function freshLog(mode: string) {
  const log = new WrittenLog({ mode: parseSyncMode(mode), segmentBytes: 1024 * 1024 });
  const before = log.disk.requests.length;
  return { log, asked: () => kindsOf(log.disk.requests.slice(before)) };
}

test('one write is under way at a time, and meanwhile the next one collects', (t) => {
  const { log, asked } = freshLog('fdatasync');
  log.append('a', [state(1, 1)]);
  log.writer.pump(0);
  for (const [i, name] of ['b', 'c', 'd'].entries()) {
    log.append(name, [state(2 + i, 2 + i)]);
    log.writer.pump(0);
  }
  t.deepEqual(asked(), ['write', 'sync']);
  log.settle();
  t.deepEqual(asked(), ['write', 'sync', 'write', 'sync']);
  t.deepEqual(log.durable, ['a', 'b', 'c', 'd']);
  t.is(log.writer.syncs, 2);
});

test('nothing counts as durable before its sync has ended', (t) => {
  const { log } = freshLog('fsync');
  log.append('a', [state(1, 1)]);
  log.writer.pump(0);
  t.true(log.disk.step());
  t.deepEqual(log.durable, []);
  t.true(log.disk.step());
  t.deepEqual(log.durable, ['a']);
});

test('each sync mode asks the disk for what its name says', (t) => {
  const asked = (mode: string) => {
    const { log } = freshLog(mode);
    const before = log.disk.requests.length;
    log.write([state(1, 2)]);
    log.write([state(3, 4)]);
    return log.disk.requests
      .slice(before)
      .map((each) => (each.kind === 'sync' ? `sync ${each.dataOnly ? 'data' : 'all'}` : each.kind));
  };
  t.deepEqual(asked('fdatasync'), ['write', 'sync data', 'write', 'sync data']);
  t.deepEqual(asked('fsync'), ['write', 'sync all', 'write', 'sync all']);
  t.deepEqual(asked('none'), ['write', 'write']);
  t.deepEqual(asked('dsync'), ['write', 'write']);
  t.deepEqual(asked('sync'), ['write', 'write']);
  // One entry in each write, and a sync for each.
  t.deepEqual(asked('each'), Array(4).fill(['write', 'sync data']).flat());
});

test('term and vote are synced in every mode', (t) => {
  for (const mode of ['none', 'interval:1000']) {
    const { log, asked } = freshLog(mode);
    log.write([state(1, 1)]);
    const before = asked().filter((kind) => kind === 'sync').length;
    log.append('vote', [state(2, 1)], true);
    log.writer.pump(0);
    log.disk.step();
    t.deepEqual(log.durable, ['0'], mode);
    log.disk.settle();
    t.deepEqual(log.durable, ['0', 'vote']);
    t.is(asked().filter((kind) => kind === 'sync').length, before + 1);
  }
});

test('an interval passes between the syncs of its mode', (t) => {
  const { log, asked } = freshLog('interval:10');
  const syncs = () => asked().filter((kind) => kind === 'sync').length;
  log.write([state(1, 1)]);
  log.settle(9999);
  t.is(syncs(), 0);
  log.settle(10_000);
  t.is(syncs(), 1);
  // With nothing new there is nothing to sync.
  log.settle(50_000);
  t.is(syncs(), 1);
  log.append('b', [state(2, 2)]);
  log.settle(50_000);
  t.is(syncs(), 2);
});

test('records beyond the limit of a batch wait for the next one', (t) => {
  const log = new WrittenLog({ batchBytesMax: 500 });
  for (let i = 1; i <= 4; i++) {
    log.append(`${i}`, [state(i, i, 1, { payload: 200 })]);
  }
  log.settle();
  t.deepEqual(log.durable, ['1', '2', '3', '4']);
  t.is(recovered(log.disk).end?.last?.number, 2);
});

test('entries that are split over writes are never called committed before they are written', (t) => {
  const { log } = freshLog('each');
  log.append('all', [state(1, 4, 1, { commit: 4 })]);
  log.writer.pump(0);
  log.disk.settle();
  // Only the first of four entries is written; a crash now must leave a log that can be read.
  t.deepEqual(log.durable, []);
  t.deepEqual(termsOf(recovered(log.disk)), [1]);
  log.settle();
  t.deepEqual(log.durable, ['all']);
});

test('a failed write or sync ends the log for good', (t) => {
  for (const kind of ['write', 'sync']) {
    const { log } = freshLog('fdatasync');
    log.disk.failure = (request) => (request.kind === kind ? 'EIO' : null);
    log.append('a', [state(1, 1)]);
    log.settle();
    log.disk.failure = () => null;
    log.append('b', [state(2, 2)]);
    log.settle();
    t.deepEqual(log.durable, [], kind);
    t.is(log.errors.length, 1);
    t.true(log.errors[0] instanceof RaftLabError);
    t.regex(log.errors[0]?.message ?? '', new RegExp(segmentFile(1)));
  }
});

test('a new segment begins with everything that its log must say', (t) => {
  const log = new WrittenLog(
    { segmentBytes: 4096 },
    {
      checkpoint: () => [
        {
          kind: 'snapshot',
          group: group(1),
          position: { index: index(5), term: term(1) },
          reset: false,
        },
        state(1, 0, 7),
      ],
    },
  );
  while (log.writer.currentSegment === 1) {
    log.write([state(log.durable.length + 1, log.durable.length + 1, 1, { payload: 400 })]);
  }
  log.write([state(100, 100, 7)]);
  log.disk.files.delete(segmentFile(1));
  const found = recovered(log.disk).groups.get(group(1));
  // What lies between the snapshot and the first entry went with the segment.
  t.regex(found instanceof Error ? found.message : '', /entries from 6 to 99/);
});

test('segments go once nothing needs them, the oldest first, and never the last one', (t) => {
  let compacted = 0;
  const log = new WrittenLog({ segmentBytes: 4096 }, { compactedIndex: () => index(compacted) });
  for (let i = 1; i <= 40; i++) {
    log.write([state(i, i, 1, { payload: 300 })]);
  }
  const all = log.writer.segments.length;
  t.true(all > 4);
  log.writer.removeCompacted();
  log.disk.settle();
  t.is(log.writer.segments.length, all);
  compacted = 20;
  log.writer.removeCompacted();
  log.disk.settle();
  const some = log.writer.segments;
  t.true(some.length < all && some.length > 1);
  compacted = 1000;
  log.writer.removeCompacted();
  log.disk.settle();
  t.deepEqual(log.writer.segments, [log.writer.currentSegment]);
  t.true(log.disk.files.has(segmentFile(log.writer.currentSegment)));
});

test('each removal is durable before the next one', (t) => {
  const log = new WrittenLog({ segmentBytes: 4096 }, { compactedIndex: () => index(1000) });
  for (let i = 1; i <= 40; i++) {
    log.write([state(i, i, 1, { payload: 300 })]);
  }
  const before = log.disk.requests.length;
  log.writer.removeCompacted();
  log.disk.settle();
  const kinds = log.disk.requests.slice(before).map(({ kind }) => kind);
  t.true(kinds.length >= 4);
  t.deepEqual(
    kinds,
    kinds.map((_, i) => (i % 2 === 0 ? 'remove' : 'syncDirectory')),
  );
});

test('the file of a compacted segment is the next one, without a zero written for it', (t) => {
  const log = new WrittenLog({ segmentBytes: 4096 }, { compactedIndex: () => index(1000) });
  const zeroed = () => log.disk.requests.filter(({ kind }) => kind === 'preallocate').length;
  for (let i = 1; i <= 40; i++) {
    log.write([state(i, i, 1, { payload: 300 })]);
  }
  log.writer.removeCompacted();
  log.settle();
  const before = { zeroed: zeroed(), segment: log.writer.currentSegment };
  for (let i = 41; i <= 80; i++) {
    log.write([state(i, i, 1, { payload: 300 })]);
    log.writer.removeCompacted();
  }
  t.true(log.writer.currentSegment > before.segment + 4);
  t.is(zeroed(), before.zeroed);
  t.true(log.disk.files.size <= 4, `${log.disk.files.size} files`);
});

test('the groups that keep the oldest segment are named when there are too many', (t) => {
  const log = new WrittenLog(
    { segmentBytes: 4096 },
    { compactedIndex: (of) => index(of === 2 ? 0 : 1000) },
  );
  log.write([state(1, 1, 1, { group: 2 })]);
  for (let i = 1; i <= 40; i++) {
    log.write([state(i, i, 1, { payload: 300 })]);
  }
  t.deepEqual(log.writer.groupsHoldingOldest(100), []);
  t.deepEqual(log.writer.groupsHoldingOldest(2), [group(2)]);
});

test('a buffer is given back once, when its write has ended', (t) => {
  const log = new WrittenLog();
  for (let i = 1; i <= 20; i++) {
    log.append(`${i}`, [state(i, i)]);
    log.writer.pump(0);
    t.is(log.pool.out, 1);
  }
  log.settle();
  t.is(log.pool.out, 0);
  // What came back was overwritten; what is on the disk does not show it.
  t.is(termsOf(recovered(log.disk)).length, 20);
});

test('a log that went quiet says once that its last batch is durable, and no sync follows', (t) => {
  for (const mode of ['fdatasync', 'dsync', 'each']) {
    const { log, asked } = freshLog(mode);
    log.write([state(1, 1)]);
    const before = asked().length;
    log.settle(99_000);
    t.is(asked().length, before, mode);
    log.settle(100_000);
    log.settle(1_000_000);
    log.settle(2_000_000);
    t.deepEqual(asked().slice(before), ['write'], mode);
    const found = recovered(log.disk);
    t.is(found.end?.last?.number, 2);
    t.deepEqual(termsOf(found), [1]);
    log.write([state(2, 2)]);
    t.deepEqual(termsOf(recovered(log.disk)), [1, 1]);
  }
});

test('a log whose mode promises nothing says nothing of durability', (t) => {
  for (const mode of ['none', 'interval:10']) {
    const { log, asked } = freshLog(mode);
    log.write([state(1, 1)]);
    log.settle(1_000_000);
    log.settle(2_000_000);
    t.is(asked().filter((kind) => kind === 'write').length, 1, mode);
  }
});
