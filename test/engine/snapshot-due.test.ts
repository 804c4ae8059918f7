import test from 'ava';
import type { Tuning } from '../../src/engine/options.ts';
import { group } from '../branded.ts';
import { BenchNode } from './bench-node.ts';

const NEVER = { snapshotEntries: 0, snapshotBytes: 0, segmentsMax: 1000 };

function leading(tuning: Partial<Tuning>): BenchNode {
  return BenchNode.leading(1, { ...NEVER, compactionOverhead: 2, ...tuning });
}

function write(bench: BenchNode, count: number): void {
  for (let i = 0; i < count; i++) {
    bench.put(`k${i}`, 'x'.repeat(100));
    bench.settle();
  }
}

function replicaOf(bench: BenchNode) {
  return bench.node.replicas.get(group(1));
}

test('thresholds of 0 never save a snapshot', (t) => {
  const bench = leading({});
  write(bench, 50);
  t.is(replicaOf(bench)?.snapshotsSaved, 0);
});

test('an interval puts off the snapshot until its end, and no further', (t) => {
  const bench = leading({ snapshotEntries: 5, snapshotIntervalTicks: 100 });
  write(bench, 20);
  t.is(replicaOf(bench)?.snapshotsSaved, 0);
  bench.tick(100);
  t.is(replicaOf(bench)?.snapshotsSaved, 1);
  bench.tick(100);
  t.is(replicaOf(bench)?.snapshotsSaved, 1, 'nothing new was applied');
});

test('without automatic compaction the log keeps all until a snapshot is asked for', (t) => {
  const bench = leading({ snapshotEntries: 5, disableAutoCompaction: true, segmentsMax: 2 });
  write(bench, 30);
  bench.tick(5);
  const { log } = replicaOf(bench)?.raft.state ?? {};
  t.true((replicaOf(bench)?.snapshotsSaved ?? 0) > 2);
  t.is(log?.firstIndex as number, 1);
  write(bench, 1);
  const request = bench.operate({ kind: 'snapshot' });
  bench.settle();
  t.like(bench.answersTo(request), [{ kind: 'done' }]);
  t.is(log?.firstIndex as number, (log?.lastIndex as number) - 1);
});

test('a bound of 0 lets a leader take in whatever comes', (t) => {
  const bench = leading({ unappliedBytesMax: 0 });
  const requests = Array.from({ length: 100 }, (_, i) => bench.put(`k${i}`, 'x'.repeat(10_000)));
  bench.settle();
  t.true(requests.every((id) => bench.answersTo(id)[0]?.kind === 'written'));
});
