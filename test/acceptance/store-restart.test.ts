import test from 'ava';
import { RaftLabError } from '../../src/base/errors.ts';
import { BenchCluster } from './bench-cluster.ts';

/** Cuts a node off and starts it again on what its disk has, so that nobody tells it anything. */
function restartAlone(cluster: BenchCluster, id: number): void {
  cluster.kill(id);
  cluster.cut(id);
  cluster.start(id);
}

// Fails when catchUp (src/engine/boot-database.ts) leaves the commit index as the log recorded it, or
// lets an index behind the log's end pass; and when GroupReplay (src/storage/log/group-replay.ts)
// takes the log's end for the commit index.
test('item 28: a restart applies no further than what was committed, nor less than what the store has', (t) => {
  // In memory: entries that nobody knows to be committed are there, and are not applied.
  const inMemory = BenchCluster.led(3);
  inMemory.put(1, 'a', '1');
  inMemory.isLost = ({ kind }) => kind === 'heartbeat' || kind === 'appendResponse';
  inMemory.put(1, 'b', '2');
  const { commitIndex, lastIndex } = inMemory.state(3).log;
  t.true(commitIndex < lastIndex);
  restartAlone(inMemory, 3);
  t.is(inMemory.state(3).log.lastIndex, lastIndex);
  t.true(inMemory.state(3).log.commitIndex <= commitIndex);
  t.true(inMemory.replica(3).machine.appliedIndex <= commitIndex);
  t.is(inMemory.bench(3).textOf('b'), null);

  // On disk: the store is ahead of the commit index in the log, which goes up to it.
  const onDisk = new BenchCluster(3, {}, 1, 'level');
  onDisk.elect(1);
  onDisk.tick(2);
  const before = [...(onDisk.disks.get(3)?.files ?? [])].map(
    ([file, bytes]) => [file, bytes.slice()] as const,
  );
  onDisk.put(1, 'a', '1');
  onDisk.tick(2);
  const { appliedIndex } = onDisk.replica(3).machine;
  t.is(onDisk.replica(3).database?.storedIndex, appliedIndex);
  restartAlone(onDisk, 3);
  const { log } = onDisk.state(3);
  t.true(onDisk.replica(3).raft.state.log.commitIndex >= appliedIndex);
  t.is(log.appliedIndex, appliedIndex);
  t.is(onDisk.replica(3).machine.appliedIndex, appliedIndex);
  t.is(onDisk.bench(3).textOf('a'), '1');

  // What the log has lost is not taken for committed: the replica stops.
  onDisk.kill(3);
  const files = onDisk.disks.get(3)?.files;
  files?.clear();
  for (const [file, bytes] of before) {
    files?.set(file, bytes);
  }
  onDisk.start(3);
  const error = onDisk.bench(3).noticed('replicaQuarantined')[0]?.error;
  t.is(error instanceof RaftLabError ? error.code : 'none', 'LOG_LOST');
});

test('a power cut or kill at any step of a save or an installation on disk leaves one whole state', (t) => {
  for (const ending of ['cutPower', 'kill'] as const) {
    const seen = new Set<string>();
    for (let steps = 0, isOver = false; !isOver; steps++) {
      const cluster = new BenchCluster(3, TUNING, 1, 'level');
      cluster.elect(1);
      cluster.cut(3);
      fill(cluster);
      isOver = interruptInstallation(cluster, steps);
      cluster[ending](3);
      cluster.start(3);
      seen.add(`${cluster.replica(3).machine.appliedIndex >= 20}`);
      cluster.tick(40);
      t.is(cluster.replica(3).status, 'running', `${ending} after ${steps} steps`);
      t.is(
        cluster.replica(3).machine.digest?.value,
        cluster.replica(1).machine.digest?.value,
        `${ending} after ${steps} steps`,
      );
      t.is(cluster.disks.get(3)?.stores.names.length, 1, `${ending} after ${steps} steps`);
      t.true(steps < 500);
    }
    t.deepEqual([...seen].sort(), ['false', 'true']);
  }
});

const TUNING = {
  snapshotEntries: 10,
  compactionOverhead: 0,
  snapshotChunkBytes: 1024,
  segmentBytes: 4096,
};

/** Writes more than the log keeps. */
function fill(cluster: BenchCluster): void {
  for (let i = 0; i < 25; i++) {
    cluster.put(1, `key-${i % 8}`, `value ${i} ${'.'.repeat(300)}`);
  }
}

/** Lets node 3 hear its leader until its disk has done so many requests. Returns whether that was all. */
function interruptInstallation(cluster: BenchCluster, steps: number): boolean {
  const disk = cluster.disks.get(3);
  let left = steps;
  let isOver = true;
  if (disk !== undefined) {
    disk.failure = () => {
      left--;
      if (left < 0) {
        isOver = false;
        disk.isHeld = true;
      }
      return null;
    };
  }
  cluster.heal();
  cluster.tick(10);
  if (disk !== undefined) {
    disk.failure = () => null;
  }
  return isOver;
}
