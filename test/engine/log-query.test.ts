import test from 'ava';
import { present } from '../../src/base/invariant.ts';
import { decodeEntries } from '../../src/codec/entry-record.ts';
import type { Tuning } from '../../src/engine/options.ts';
import { nodeChecksum } from '../../src/io/platform/ports.ts';
import type { Entry } from '../../src/raft/entry.ts';
import { group, index, term } from '../branded.ts';
import { BenchNode } from './bench-node.ts';

const FORGETFUL = { logMemoryBytes: 0, segmentBytes: 16 * 1024 };
const ALL_BYTES = 2 ** 30;

/** The sole voter of its group after `writes` writes of 500 bytes. */
function written(writes: number, tuning: Partial<Tuning> = {}): BenchNode {
  const bench = BenchNode.leading(1, tuning);
  for (let i = 0; i < writes; i++) {
    bench.put(`k${i}`, 'v'.repeat(500));
    bench.settle();
  }
  return bench;
}

function logOf(bench: BenchNode) {
  return present(bench.node.replicas.get(group(1)), 'it runs').raft.state.log;
}

function ask(bench: BenchNode, first: number, last: number, bytesMax = ALL_BYTES): number {
  const range = { first: index(first), last: index(last), bytesMax };
  return bench.operate({ kind: 'readLog', range });
}

function entriesOf(bench: BenchNode, query: number, first: number): Entry[] {
  const [answer] = bench.answersTo(query);
  const records = answer?.kind === 'log' ? answer.records : new Uint8Array(0);
  const range = { start: 0, end: records.length };
  const expected = { firstIndex: index(first), termMax: term(9) };
  return decodeEntries(records, range, expected, nodeChecksum);
}

/** Every committed entry, page by page. */
function pagesOf(bench: BenchNode, bytesMax: number): Entry[] {
  const { firstIndex, commitIndex } = logOf(bench);
  const entries: Entry[] = [];
  for (let next = firstIndex as number; next <= commitIndex; ) {
    const query = ask(bench, next, commitIndex, bytesMax);
    bench.settle();
    entries.push(...entriesOf(bench, query, next));
    next = (entries[entries.length - 1]?.index ?? commitIndex) + 1;
  }
  return entries;
}

const plain = ({ index: at, term: of, kind, bytes, start, end }: Entry) => ({
  at,
  of,
  kind,
  record: bytes.slice(start, end),
});

// Fails when `answer` (src/engine/log-query.ts) leaves out the filter.
test('a query is answered with the entries that were asked for, and what is available', (t) => {
  const bench = written(10);
  const query = ask(bench, 3, 6);
  bench.settle();
  const { firstIndex, commitIndex } = logOf(bench);
  t.like(bench.answersTo(query), [{ kind: 'log', firstIndex, commitIndex }]);
  const expected = [3, 4, 5, 6].map((at) => plain(logOf(bench).entryAt(index(at))));
  t.deepEqual(entriesOf(bench, query, 3).map(plain), expected);
});

// Fails when `answer` (src/engine/log-query.ts) leaves out the first half of the filter, or `firstBytes`.
test('entries that were written at once are answered one by one from disk', (t) => {
  const bench = BenchNode.leading(1, FORGETFUL);
  const before = logOf(bench).lastIndex;
  for (let i = 0; i < 10; i++) {
    bench.put(`k${i}`, 'v');
  }
  bench.settle();
  for (const first of [before + 3, before + 7]) {
    const query = ask(bench, first, first + 2, 1);
    bench.settle();
    t.deepEqual(
      entriesOf(bench, query, first).map(({ index: at }) => at),
      [index(first)],
    );
  }
});

test('pages of any size show the whole log, whether it is in memory or on disk', (t) => {
  const whole = pagesOf(written(40), ALL_BYTES).map(plain);
  t.true(whole.length > 40);
  for (const bytesMax of [1, 1200, ALL_BYTES]) {
    t.deepEqual(pagesOf(written(40), bytesMax).map(plain), whole);
    const forgetful = written(40, FORGETFUL);
    t.is(logOf(forgetful).evictedIndex, logOf(forgetful).appliedIndex);
    t.deepEqual(pagesOf(forgetful, bytesMax).map(plain), whole);
  }
});

test('a range that is not there is refused, and the refusal names what is', (t) => {
  const bench = written(30, { compactionOverhead: 5 });
  bench.operate({ kind: 'snapshot' });
  bench.settle();
  const { firstIndex, commitIndex } = logOf(bench);
  t.true(firstIndex > 10);
  for (const [first, last] of [
    [1, commitIndex],
    [firstIndex, commitIndex + 1],
  ] as const) {
    const query = ask(bench, first, last);
    bench.settle();
    const reason = `entries ${firstIndex} to ${commitIndex} are available here`;
    t.like(bench.answersTo(query), [{ kind: 'refused', code: 'outOfRange', reason }]);
  }
  const empty = ask(bench, commitIndex, firstIndex);
  bench.settle();
  t.like(bench.answersTo(empty), [{ kind: 'refused', code: 'invalid' }]);
});

test('while one query waits for the disk another one is refused, and both end once', (t) => {
  const bench = written(10, FORGETFUL);
  const first = ask(bench, 1, 5);
  const second = ask(bench, 1, 5);
  bench.turn();
  t.deepEqual(bench.answersTo(first), []);
  t.like(bench.answersTo(second), [{ kind: 'refused', code: 'busy' }]);
  bench.settle();
  t.is(entriesOf(bench, first, 1).length, 5);
  t.is(bench.answersTo(first).length, 1);
});

test('a query whose entries are compacted while they are read is refused', (t) => {
  const bench = written(60, { ...FORGETFUL, compactionOverhead: 0, segmentsMax: 2 });
  const query = ask(bench, 1, 5);
  bench.turn();
  bench.disk.failure = (request) => (request.kind === 'read' ? 'ENOENT' : null);
  const { log } = present(bench.node.replicas.get(group(1)), 'it runs').raft.state;
  log.compactTo(index(50));
  bench.settle();
  t.like(bench.answersTo(query), [{ kind: 'refused', code: 'outOfRange' }]);
  t.deepEqual(bench.noticed('replicaQuarantined'), []);
});

// Fails when `refuseEverybody` and `refuseExpired` (src/engine/refusing.ts) leave the query out.
test('a query that waits for the disk is answered when time is up, and when the node stops', (t) => {
  for (const end of ['expire', 'stop'] as const) {
    const bench = written(10, { ...FORGETFUL, requestTimeoutTicks: 3 });
    const query = ask(bench, 1, 5);
    bench.turn();
    if (end === 'stop') {
      bench.stop();
    }
    for (let i = 0; i < 5; i++) {
      bench.sleep(100_000);
      bench.turn();
    }
    t.like(bench.answersTo(query), [{ kind: 'refused', code: 'dropped' }]);
    bench.settle();
    t.is(bench.answersTo(query).length, 1);
  }
});
