import test, { type ExecutionContext } from 'ava';
import { drawConfig } from '../../sim/config/draw-config.ts';
import { runSeed } from '../../sim/run/run-seed.ts';
import { quorumLossImportScenario } from '../../sim/scenarios/quorum-loss-import.ts';
import { courseOf } from '../../sim/scenarios/scenario.ts';
import { present } from '../../src/base/invariant.ts';
import type { Tuning } from '../../src/engine/options.ts';
import { nodeChecksum, nodeUtf8 } from '../../src/io/platform/ports.ts';
import { snapshotFile } from '../../src/storage/file-names.ts';
import { planImport } from '../../src/storage/import-plan.ts';
import { group, index, node, term } from '../branded.ts';
import { BenchNode, memberOf } from '../engine/bench-node.ts';
import { MemoryDisk } from '../storage/memory-disk.ts';
import { BenchCluster, type Sent, type SentOf } from './bench-cluster.ts';

/** Snapshots are saved when a test asks, and nothing is kept of what they cover. */
const ON_REQUEST: Partial<Tuning> = {
  compactionOverhead: 0,
  snapshotEntries: 1e9,
  snapshotBytes: 1e15,
  snapshotChunkBytes: 64,
};

const keysOf = (count: number) => Array.from({ length: count }, (_, i) => `k${i}`);

function progressOf(cluster: BenchCluster, follower: number) {
  return present(cluster.state(1).progress.get(node(follower)), 'the leader knows its follower');
}

function saveSnapshot(cluster: BenchCluster, id: number): void {
  cluster.bench(id).operate({ kind: 'snapshot' });
  cluster.settle();
}

/** Node 3 of three is away while the log that it lacks is compacted; it is still away. */
function leftBehind(tuning: Partial<Tuning> = {}): BenchCluster {
  const cluster = BenchCluster.led(3, { ...ON_REQUEST, ...tuning });
  cluster.cut(3);
  for (const key of keysOf(12)) {
    cluster.put(1, key, `value of ${key}`);
  }
  saveSnapshot(cluster, 1);
  return cluster;
}

function hasEverything(t: ExecutionContext, cluster: BenchCluster, id: number): void {
  const { log } = cluster.state(1);
  t.is(cluster.replica(id).machine.appliedIndex, log.lastIndex);
  t.is(cluster.replica(id).machine.digest?.value, cluster.replica(1).machine.digest?.value);
}

// Fails without the `becomeReplicate` of case 'snapshot' in onAcknowledgement (src/raft/replication.ts):
// then the leader waits for a report that was lost. Fails as well when Transfers.admit
// (src/engine/transfers.ts) lets everybody in.
test('item 23: one snapshot at a time is on its way to a follower, and lost reports do not leave it waiting', (t) => {
  const cluster = leftBehind();
  cluster.heal();
  cluster.isLost = (message) => message.kind === 'snapshotProgress' && message.status === 'done';
  cluster.tick(4);
  t.is(progressOf(cluster, 3).state, 'replicate');
  hasEverything(t, cluster, 3);
  const offsets = cluster.sentOf('snapshotChunk').map(({ offset }) => offset);
  t.true(offsets.length > 3);
  t.deepEqual(
    offsets,
    [...new Set(offsets)].sort((a, b) => a - b),
  );

  // Two followers need one, and the host sends one at a time: the second waits for the first.
  const busy = BenchCluster.led(5, { ...ON_REQUEST, snapshotTransfersMax: 1 });
  busy.cut(4, 5);
  for (const key of keysOf(12)) {
    busy.put(1, key, `value of ${key}`);
  }
  saveSnapshot(busy, 1);
  busy.heal();
  busy.sent.length = 0;
  busy.tick(6);
  const targets = busy.sentOf('snapshotChunk').map(({ to }) => to);
  const [first, second] = [...new Set(targets)];
  t.deepEqual([first, second].sort(), [node(4), node(5)]);
  t.true(targets.lastIndexOf(first as never) < targets.indexOf(second as never));
  hasEverything(t, busy, 4);
  hasEverything(t, busy, 5);
});

// Fails when applyCommitted (src/engine/applying.ts) goes on while a snapshot is pending, and when
// snapshotSink (src/engine/snapshot-sink.ts) leaves the membership or the sessions out.
test('item 24: each committed entry is applied once and in order, and a snapshot replaces everything at once', (t) => {
  const cluster = leftBehind({ applyBytesMax: 1 });
  cluster.bench(1).put('session', '', { kind: 'registerSession' });
  cluster.settle();
  cluster.put(1, 'k', 'new');
  saveSnapshot(cluster, 1);
  cluster.heal();
  const disk = present(cluster.disks.get(3), 'node 3 has a disk');
  disk.isHeld = true;
  cluster.tick(2, [1, 2]);
  const { machine: old } = cluster.replica(3);
  const oldPlace = [old.appliedIndex, old.membership.changeId, [...old.sessions.sessions()].length];
  const target = cluster.replica(1).machine;
  const newPlace = [
    target.appliedIndex,
    target.membership.changeId,
    [...target.sessions.sessions()].length,
  ];
  const seen = new Set<string>();
  for (let steps = 0; steps < 500; steps++) {
    disk.step();
    cluster.settle();
    const { machine } = cluster.replica(3);
    const sessions = [...machine.sessions.sessions()].length;
    const place = [machine.appliedIndex, machine.membership.changeId, sessions];
    const value = cluster.bench(3).textOf('k');
    seen.add(JSON.stringify([place, value]));
    if (value === 'new') {
      break;
    }
  }
  t.deepEqual([...seen], [JSON.stringify([oldPlace, null]), JSON.stringify([newPlace, 'new'])]);
  disk.isHeld = false;
  cluster.put(1, 'k', 'newest');
  cluster.tick(2);
  hasEverything(t, cluster, 3);
});

// Fails when onInstallSnapshot (src/raft/following.ts) does not ask whether the log has the entry.
test('item 25: a snapshot of what a log already holds keeps the rest of that log', (t) => {
  const cluster = BenchCluster.led(3, ON_REQUEST);
  const known = cluster.state(3).log.commitIndex;
  // Node 3 gets every entry, and does not hear that any is committed.
  cluster.isLost = (message) =>
    message.to === node(3) && 'commitIndex' in message && message.commitIndex > known;
  const requests = keysOf(6).map((key) => cluster.bench(1).put(key, 'v'));
  cluster.settle();
  t.true(requests.length > 0);
  const position = { index: index(known + 3), term: cluster.state(1).term };
  const { lastIndex } = cluster.state(3).log;
  t.true(lastIndex > position.index);
  t.is(cluster.state(3).log.commitIndex, known);

  const bytes = snapshotAt(cluster, position.index);
  const chunk: SentOf<'snapshotChunk'> = {
    kind: 'snapshotChunk',
    from: node(1),
    to: node(3),
    term: position.term,
    index: position.index,
    indexTerm: position.term,
    fileBytes: bytes.length,
    offset: 0,
    checksum: nodeChecksum(bytes, 0, bytes.length, 0),
    bytes,
  };
  cluster.inject(chunk);
  cluster.settle();
  const { log } = cluster.state(3);
  t.is(log.commitIndex, position.index);
  t.is(log.lastIndex, lastIndex);
  t.is(log.termAt(lastIndex), position.term);
  cluster.isLost = () => false;
  cluster.tick(2);
  hasEverything(t, cluster, 3);
});

// Fails when recordSaved (src/engine/snapshot-saving.ts) appends its mark before the file is published,
// or publishFile (src/storage/disk-task.ts) leaves its syncs out.
test('item 26: a crash at any point between snapshot and compaction leaves one whole state', (t) => {
  for (let cut = 0, isOver = false; !isOver; cut++) {
    const disk = new MemoryDisk();
    const bench = BenchNode.leading(1, ON_REQUEST, disk);
    for (const key of keysOf(5)) {
      bench.put(key, `value of ${key}`);
      bench.tick(1);
    }
    disk.isHeld = true;
    bench.operate({ kind: 'snapshot' });
    bench.turn();
    let steps = 0;
    while (steps < cut && bench.diskStep()) {
      steps++;
    }
    isOver = steps < cut;
    disk.cutPower();
    const again = BenchNode.started([], ON_REQUEST, disk);
    again.tick(25);
    t.deepEqual(again.noticed('replicaQuarantined'), [], `cut after ${cut}`);
    for (const key of keysOf(5)) {
      t.is(again.textOf(key), `value of ${key}`, `cut after ${cut}`);
    }
    t.deepEqual(
      [...disk.files.keys()].filter((file) => file.endsWith('.temporary')),
      [],
    );
  }
});

// Fails when adoptSnapshot (src/engine/snapshot-saving.ts) ignores its overhead, or recordSaved adopts
// the snapshot before its mark is durable.
test('item 27: the log keeps what is not applied, not in a durable snapshot, or within the overhead', (t) => {
  const overhead = 4;
  const disk = new MemoryDisk();
  const bench = BenchNode.leading(1, { ...ON_REQUEST, compactionOverhead: overhead }, disk);
  for (const key of keysOf(12)) {
    bench.put(key, 'v');
    bench.tick(1);
  }
  const replica = present(bench.node.replicas.get(group(1)), 'the group runs');
  const { log } = replica.raft.state;
  const saved = replica.machine.appliedIndex;
  disk.isHeld = true;
  bench.operate({ kind: 'snapshot' });
  bench.put('later', 'v');
  bench.turn();
  while (replica.snapshot.position.index < saved) {
    t.is(Number(log.firstIndex), 1);
    t.true(bench.diskStep());
  }
  t.is(Number(log.firstIndex), saved - overhead + 1);
  t.true(log.firstIndex <= replica.machine.appliedIndex + 1);
  // Not before the mark is durable: a power cut now finds the snapshot that covers what is gone.
  disk.cutPower();
  const again = BenchNode.started([], ON_REQUEST, disk);
  t.is(again.node.replicas.get(group(1))?.snapshot.position.index, index(saved));
  again.tick(25);
  t.is(again.textOf('k0'), 'v');

  // A snapshot of what is applied covers nothing that is only in the log.
  const cluster = BenchCluster.led(3, ON_REQUEST);
  cluster.cut(1);
  cluster.bench(1).put('k', 'not committed');
  cluster.settle();
  const { lastIndex } = cluster.state(1).log;
  saveSnapshot(cluster, 1);
  t.is(cluster.state(1).log.lastIndex, lastIndex);
  t.true(cluster.state(1).log.firstIndex <= lastIndex);
  t.true(cluster.replica(1).snapshot.position.index < lastIndex);
});

// Fails when a follower that has exactly the snapshot is probed below it (etcd #10308).
test('a snapshot at exactly the last index brings a follower up to date, and the next write reaches it', (t) => {
  const cluster = leftBehind();
  const { log } = cluster.state(1);
  t.is(log.compacted.index, log.lastIndex);
  cluster.heal();
  cluster.tick(4);
  hasEverything(t, cluster, 3);
  t.is(progressOf(cluster, 3).state, 'replicate');
  cluster.put(1, 'k', 'next');
  cluster.tick(2);
  t.is(cluster.bench(3).textOf('k'), 'next');
  t.is(cluster.sentOf('snapshotChunk').filter(({ offset }) => offset === 0).length, 1);
});

// The refusals are one by one in test/storage/import-group.test.ts. The scenario fails when
// removedAfter (src/storage/import-plan.ts) forgets those who are not listed.
test('item 55: an import is refused wherever it could split the group', (t) => {
  const old = {
    group: group(1),
    position: { index: index(9), term: term(3) },
    membership: {
      members: [1, 2, 3].map((id) => ({ ...memberOf(id), role: 'voter' as const })),
      joint: null,
      removed: [node(4)],
      changeId: index(1),
    },
  };
  const voter = (id: number) => ({ ...memberOf(id), role: 'voter' as const });
  const plan = (...members: ReturnType<typeof voter>[]) =>
    planImport(old, { self: memberOf(1), members });
  t.throws(() => plan(voter(2)), { code: 'MEMBERS_WITHOUT_SELF' });
  t.throws(() => plan(voter(1), voter(4)), { code: 'IMPORT_REFUSED', message: /removed/ });
  const elsewhere = { ...voter(2), address: '10.9.9.9:1' };
  t.throws(() => plan(voter(1), elsewhere), { code: 'IMPORT_REFUSED', message: /was at/ });
  t.deepEqual(plan(voter(1), voter(5)).membership.removed, [node(2), node(3), node(4)]);

  const config = quorumLossImportScenario.configure(drawConfig('55'));
  const platform = { checksum: nodeChecksum, utf8: nodeUtf8 };
  const run = runSeed(config, platform, courseOf(quorumLossImportScenario));
  t.deepEqual(run.violation, null);
  t.is(run.counts.groupsRestored, 6);
  t.true(run.counts.faults.rejoinRefused >= 4);
});

/** The file of a snapshot at `position`, made by a node that applied no further. */
function snapshotAt(cluster: BenchCluster, at: number): Uint8Array {
  const disk = new MemoryDisk();
  const from = present(cluster.disks.get(2), 'node 2 has a disk');
  for (const [file, bytes] of from.files) {
    disk.files.set(file, bytes.slice());
  }
  const bench = new BenchNode([], ON_REQUEST, disk, memberOf(2));
  bench.settle();
  const { log } = present(bench.node.replicas.get(group(1)), 'it runs').raft.state;
  const heartbeat: Sent = {
    kind: 'heartbeat',
    from: node(1),
    to: node(2),
    term: cluster.state(1).term,
    commitIndex: index(at),
    readCounter: 0,
  };
  bench.deliver(heartbeat);
  bench.settle();
  bench.operate({ kind: 'snapshot' });
  bench.settle();
  const position = { index: index(at), term: present(log.termAt(index(at)), 'it is known') };
  return present(disk.files.get(snapshotFile(group(1), position)), 'it was saved');
}
