import test from 'ava';
import { checkHistory } from '../../../sim/checker/check-history.ts';
import { HistoryRecorder } from '../../../sim/checker/history-recorder.ts';
import { kv } from '../../../sim/checker/models/kv.ts';
import type { KvInput, KvOutput } from '../../../sim/checker/models/kv-operation.ts';
import { written } from './kv-history.ts';

const VALUES = ['a', 'b', 'c', 'd', 'e', 'f'];

/**
 * A cas from each value to each other one, and one twice as long a way round, all at once and all
 * successful: a round trip that takes every road once. Two roads too many make it impossible, which
 * only shows after trying very many trips.
 */
function recordHard(recorder: HistoryRecorder<KvInput, KvOutput>, key: string): void {
  recorder.complete(recorder.invoke(0, { kind: 'put', key, value: 'a' }), written());
  const roads = VALUES.flatMap((from) =>
    VALUES.filter((to) => to !== from).map((to) => [from, to] as const),
  );
  const all = [...roads, ['b', 'c'], ['d', 'e']] as const;
  const ids = all.map(([expected, value], i) =>
    recorder.invoke(i, { kind: 'cas', key, expected, value }),
  );
  for (const id of ids) {
    recorder.complete(id, written());
  }
}

function recordEasy(recorder: HistoryRecorder<KvInput, KvOutput>, key: string): void {
  recorder.complete(recorder.invoke(0, { kind: 'put', key, value: 'a' }), written());
}

test('a partition that the steps do not suffice for is inconclusive, and so is the whole', (t) => {
  const recorder = new HistoryRecorder<KvInput, KvOutput>();
  recordHard(recorder, 'hard');
  const result = checkHistory(recorder.history(), kv(), { stepsMax: 100_000 });
  t.is(result.verdict, 'inconclusive');
  t.true(result.steps < 200_000);
});

test('a partition that the memory does not suffice for is inconclusive', (t) => {
  const recorder = new HistoryRecorder<KvInput, KvOutput>();
  recordHard(recorder, 'hard');
  const result = checkHistory(recorder.history(), kv(), { bytesMax: 4 * 2 ** 20 });
  t.is(result.verdict, 'inconclusive');
  t.true((result.partitions[0]?.bytes ?? 0) < 16 * 2 ** 20);
});

test('a partition whose plan is larger than the memory is not begun', (t) => {
  const recorder = new HistoryRecorder<KvInput, KvOutput>();
  recordHard(recorder, 'hard');
  const result = checkHistory(recorder.history(), kv(), { bytesMax: 1000 });
  t.is(result.verdict, 'inconclusive');
  t.is(result.steps, 0);
});

test('a hard partition keeps none of the others from a verdict', (t) => {
  const recorder = new HistoryRecorder<KvInput, KvOutput>();
  recordHard(recorder, 'hard');
  for (let i = 0; i < 50; i++) {
    recordEasy(recorder, `easy ${i}`);
  }
  const { partitions } = checkHistory(recorder.history(), kv(), { stepsMax: 100_000 });
  t.deepEqual(
    partitions.filter(({ verdict }) => verdict !== 'ok').map(({ key }) => key),
    ['hard'],
  );
});

test('a violation counts for more than an open question', (t) => {
  const recorder = new HistoryRecorder<KvInput, KvOutput>();
  recordHard(recorder, 'hard');
  const id = recorder.invoke(0, { kind: 'get', key: 'wrong' });
  recorder.complete(id, { kind: 'read', value: 'x', revision: null });
  t.is(checkHistory(recorder.history(), kv(), { stepsMax: 50_000 }).verdict, 'violation');
});

test('an empty history has an order, the empty one', (t) => {
  t.deepEqual(checkHistory({ operations: [] }, kv()), { verdict: 'ok', partitions: [], steps: 0 });
});
