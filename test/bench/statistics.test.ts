import test from 'ava';
import { mean, median, medianBy, percentile } from '../../bench/result/statistics.ts';
import { LatencyRecorder } from '../../bench/suites/latency-recorder.ts';
import { repeatInterleaved } from '../../bench/suites/repeat-interleaved.ts';

test('a percentile is the smallest value that covers its share', (t) => {
  const sorted = Array.from({ length: 100 }, (_, i) => i + 1);
  t.is(percentile(sorted, 0.5), 50);
  t.is(percentile(sorted, 0.99), 99);
  t.is(percentile(sorted, 1), 100);
  t.is(percentile(sorted, 0), 1);
  t.is(percentile([], 0.5), 0);
});

test('the median is a value that was measured, whatever the order', (t) => {
  t.is(median([5, 1, 3]), 3);
  t.is(median([4, 1, 3, 2]), 2);
  t.is(medianBy([{ v: 9 }, { v: 1 }, { v: 5 }], (item) => item.v)?.v, 5);
  t.is(
    medianBy([], () => 0),
    undefined,
  );
});

test('the mean is not the median', (t) => {
  t.is(mean([1, 1, 10]), 4);
  t.is(mean([]), 0);
});

test('a recorder keeps every latency exactly, also beyond its first buffer', (t) => {
  const recorder = new LatencyRecorder();
  for (let i = 10_000; i >= 1; i--) {
    recorder.record(i);
  }
  t.deepEqual(recorder.summary(), {
    count: 10_000,
    meanUs: 5000.5,
    p50Us: 5000,
    p99Us: 9900,
    maxUs: 10_000,
  });
});

test('repetitions are interleaved, and the median one is the row', async (t) => {
  const order: string[] = [];
  const speeds: Record<string, number[]> = { a: [3, 1, 2], b: [30, 20, 10] };
  const rows = await repeatInterleaved({
    cases: ['a', 'b'],
    repeat: 3,
    metric: (row: { name: string; speed: number }) => row.speed,
    measure: async (name) => {
      order.push(name);
      return { name, speed: speeds[name]?.shift() ?? 0 };
    },
  });
  t.is(order.join(''), 'ababab');
  t.deepEqual(rows, [
    { name: 'a', speed: 2, rawSamples: [3, 1, 2] },
    { name: 'b', speed: 20, rawSamples: [30, 20, 10] },
  ]);
});

test('a faulty repetition is the row, wherever the median is', async (t) => {
  const speeds = [3, 1, 2];
  const rows = await repeatInterleaved({
    cases: ['a'],
    repeat: 3,
    metric: (row: { speed: number }) => row.speed,
    isFaulty: (row) => row.speed === 1,
    measure: async () => ({ speed: speeds.shift() ?? 0 }),
  });
  t.deepEqual(rows, [{ speed: 1, rawSamples: [3, 1, 2] }]);
});
