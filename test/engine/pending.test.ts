import test from 'ava';
import { PendingReads } from '../../src/engine/pending-reads.ts';
import { PendingWrites } from '../../src/engine/pending-writes.ts';
import { index, term } from '../branded.ts';

const write = (at: number, inTerm: number, deadlineTick: number) => ({
  connection: 1,
  requestId: at * 100 + inTerm,
  index: index(at),
  term: term(inTerm),
  deadlineTick,
});

const read = (requestId: number, deadlineTick = 10) => ({
  connection: 1,
  requestId,
  key: 'k',
  isBounded: false,
  deadlineTick,
});

const NOW = { nowMicros: 0, nowTick: 0 };

test('a write is taken once, by the index of its entry', (t) => {
  const writes = new PendingWrites();
  writes.add(write(5, 1, 10));
  t.is(writes.take(index(4)), undefined);
  t.deepEqual(writes.take(index(5)), write(5, 1, 10));
  t.is(writes.take(index(5)), undefined);
});

test('a proposal at an index where another one waits gives that one back', (t) => {
  const writes = new PendingWrites();
  t.is(writes.add(write(5, 1, 10)), undefined);
  t.deepEqual(writes.add(write(5, 2, 12)), write(5, 1, 10));
  t.is(writes.size, 1);
});

test('writes expire at their deadline, in order, and a replacement at its own', (t) => {
  const writes = new PendingWrites();
  writes.add(write(5, 1, 10));
  writes.add(write(6, 1, 11));
  writes.add(write(5, 2, 12));
  t.deepEqual(writes.takeExpired(10), []);
  t.deepEqual(writes.takeExpired(11), [write(6, 1, 11)]);
  t.deepEqual(writes.takeExpired(12), [write(5, 2, 12)]);
  t.is(writes.size, 0);
});

test('a late answer to a question of an earlier start answers no question of this one', (t) => {
  const earlier = new PendingReads(1);
  earlier.add(read(1));
  const late = earlier.closeBatch(NOW);
  const restarted = new PendingReads(1000);
  restarted.add(read(2));
  const asked = restarted.closeBatch(NOW);
  restarted.answer(late ?? 0, index(5));
  t.deepEqual(restarted.takeReadable(index(5)), []);
  restarted.answer(asked ?? 0, index(7));
  t.is(restarted.takeReadable(index(7)).length, 1);
});

test('a read counts as waiting until it is answered, refused or expired', (t) => {
  const reads = new PendingReads(1);
  for (let i = 1; i <= 4; i++) {
    reads.add(read(i));
    const batch = reads.closeBatch(NOW) ?? 0;
    if (i < 3) {
      reads.answer(batch, i === 1 ? index(5) : null);
    }
  }
  t.is(reads.size, 3);
  reads.takeReadable(index(5));
  t.is(reads.size, 2);
  t.is(reads.takeExpired(Number.MAX_SAFE_INTEGER).length, 2);
  t.is(reads.size, 0);
});

test('reads of one turn share a question, and wait for its index to be applied', (t) => {
  const reads = new PendingReads(1);
  reads.add(read(1));
  reads.add(read(2));
  const batch = reads.closeBatch(NOW) ?? -1;
  t.is(reads.closeBatch(NOW), null);
  t.deepEqual(reads.takeReadable(index(100)), []);
  t.deepEqual(reads.answer(batch, index(7)), []);
  t.deepEqual(reads.takeReadable(index(6)), []);
  t.deepEqual(reads.takeReadable(index(7)), [read(1), read(2)]);
  t.true(reads.size === 0);
});

test('reads without an index are given back, and an answer counts once', (t) => {
  const reads = new PendingReads(1);
  reads.add(read(1));
  const batch = reads.closeBatch(NOW) ?? -1;
  t.deepEqual(reads.answer(batch, null), [read(1)]);
  t.deepEqual(reads.answer(batch, index(3)), []);
  t.deepEqual(reads.takeReadable(index(9)), []);
});

test('a read expires whether it waits for its index or for that to be applied', (t) => {
  const reads = new PendingReads(1);
  reads.add(read(1, 10));
  const first = reads.closeBatch(NOW) ?? -1;
  reads.add(read(2, 11));
  reads.closeBatch(NOW);
  reads.answer(first, index(50));
  t.deepEqual(reads.takeExpired(9), []);
  t.deepEqual(reads.takeExpired(10), [read(1, 10)]);
  t.deepEqual(reads.takeExpired(11), [read(2, 11)]);
  t.true(reads.size === 0);
});

test('everybody who waits is taken at once, wherever they wait', (t) => {
  const reads = new PendingReads(1);
  reads.add(read(1));
  reads.answer(reads.closeBatch(NOW) ?? -1, index(9));
  reads.add(read(2));
  reads.closeBatch(NOW);
  reads.add(read(3));
  const ids = reads.takeAll().map(({ requestId }) => requestId);
  t.deepEqual(ids.sort(), [1, 2, 3]);
  t.true(reads.size === 0);
});

test('a question is asked again each time it has waited so long, until it is answered', (t) => {
  const reads = new PendingReads(1);
  reads.add(read(1));
  const asked = reads.closeBatch({ nowMicros: 0, nowTick: 10 });
  t.deepEqual(reads.takeOverdue(14, 5), []);
  t.deepEqual(reads.takeOverdue(15, 5), [asked]);
  t.deepEqual(reads.takeOverdue(16, 5), []);
  t.deepEqual(reads.takeOverdue(20, 5), [asked]);
  reads.answer(asked ?? 0, index(1));
  t.deepEqual(reads.takeOverdue(100, 5), []);
});

test('what is applied is current as of the question, however often and late it is answered', (t) => {
  const reads = new PendingReads(1);
  t.is(reads.currentMicros, Number.NEGATIVE_INFINITY);
  reads.add(read(1));
  const asked = reads.closeBatch({ nowMicros: 700, nowTick: 1 });
  reads.takeOverdue(50, 5);
  reads.answer(asked ?? 0, index(9));
  reads.takeReadable(index(8));
  t.is(reads.currentMicros, Number.NEGATIVE_INFINITY);
  reads.takeReadable(index(9));
  t.is(reads.currentMicros, 700);
});

test('who wants to hear of its commit hears it once, and only while it waits', (t) => {
  const writes = new PendingWrites();
  const notified = (at: number) => ({ ...write(at, 1, 10), notifyCommit: true as const });
  writes.add(notified(5));
  writes.add(write(6, 1, 10));
  writes.add(notified(7));
  writes.add(notified(8));
  writes.take(index(7));
  t.deepEqual(writes.takeNoticed(index(4)), []);
  t.deepEqual(writes.takeNoticed(index(7)), [notified(5)]);
  t.deepEqual(writes.takeNoticed(index(7)), []);
  t.deepEqual(writes.takeNoticed(index(9)), [notified(8)]);
});
