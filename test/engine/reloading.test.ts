import test from 'ava';
import { segmentOfFile } from '../../src/storage/file-names.ts';
import { BenchCluster } from '../acceptance/bench-cluster.ts';

const FORGETFUL = { logMemoryBytes: 0, snapshotEntries: 100_000, segmentBytes: 16 * 1024 };

/** A cluster whose node 3 missed `count` writes, none of which node 1, the leader, has in memory. */
function withLaggard(count: number): BenchCluster {
  const cluster = BenchCluster.led(3, FORGETFUL);
  cluster.cut(3);
  for (let i = 0; i < count; i++) {
    cluster.put(1, `k${i}`, 'v'.repeat(500));
  }
  return cluster;
}

test('a leader that keeps no applied entry in memory brings a follower up to date from its log', (t) => {
  const cluster = withLaggard(200);
  const { log } = cluster.state(1);
  t.is(log.evictedIndex, log.appliedIndex);
  t.true(log.bytes < 200 * 100);
  cluster.heal();
  cluster.tick(5);
  t.is(cluster.state(3).log.lastIndex, log.lastIndex);
  t.is(cluster.replica(3).machine.store.size, 200);
  t.true(cluster.replica(1).reloads > 1);
  t.deepEqual(cluster.sentOf('installSnapshot'), []);
});

test('entries that were written before a restart are read back as well', (t) => {
  const cluster = withLaggard(50);
  cluster.cutPower(1);
  cluster.start(1);
  cluster.elect(1);
  t.is(cluster.state(1).log.evictedIndex, cluster.state(1).log.appliedIndex);
  cluster.heal();
  cluster.tick(5);
  t.is(cluster.replica(3).machine.store.size, 50);
  t.true(cluster.replica(1).reloads > 0);
});

test('an entry that is damaged on disk is never sent: the replica stops and names the place', (t) => {
  const cluster = withLaggard(20);
  for (const [file, bytes] of cluster.disks.get(1)?.files ?? []) {
    const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf('k9');
    if (at >= 0 && segmentOfFile(file) !== null) {
      bytes[at] = 0;
    }
  }
  cluster.heal();
  cluster.tick(1, [1]);
  t.is(cluster.replica(1).status, 'quarantined');
  t.like(cluster.bench(1).noticed('replicaQuarantined'), [{ error: { code: 'LOG_CORRUPT' } }]);
  t.is(cluster.replica(3).machine.store.get('k9'), undefined);
});
