import test from 'ava';
import { RaftLabError } from '../../src/base/errors.ts';
import { binaryBlocks } from '../../src/codec/snapshot/binary-blocks.ts';
import { thriftBlocks } from '../../src/codec/snapshot/thrift-blocks.ts';
import type { Tuning } from '../../src/engine/options.ts';
import { nodeChecksum, nodeUtf8 } from '../../src/io/platform/ports.ts';
import { recordBytes } from '../../src/raft/entry.ts';
import { exportGroup } from '../../src/storage/export-group.ts';
import { BenchCluster } from '../acceptance/bench-cluster.ts';
import { group, index, node } from '../branded.ts';

const WITNESS = 3;

/** Nodes 1 and 2 with all data, node 3 a witness; node 1 leads. */
function withWitness(tuning: Partial<Tuning> = {}): BenchCluster {
  const cluster = new BenchCluster(2, tuning);
  cluster.elect(1);
  cluster.tick(2);
  cluster.join(WITNESS);
  cluster.connect();
  // It asks whom it knows of, then the voters whom they name.
  cluster.tick(25);
  const address = '10.0.0.3:7000';
  const answer = cluster.change(1, { kind: 'addWitness', node: node(WITNESS), address });
  if (answer?.kind !== 'done') {
    throw new Error(`the witness was not added: ${JSON.stringify(answer)}`);
  }
  // It asks again, and is told by a majority that it votes now.
  cluster.tick(12);
  return cluster;
}

function logOf(cluster: BenchCluster, id: number) {
  return cluster.state(id).log;
}

test('a witness holds of each command its index and term, and nothing else', (t) => {
  const cluster = withWitness();
  cluster.put(1, 'secret', 'x'.repeat(5000));
  cluster.tick(2);
  const log = logOf(cluster, WITNESS);
  t.is(log.lastIndex, logOf(cluster, 1).lastIndex);
  t.is(log.appliedIndex, log.lastIndex);
  for (let at = log.firstIndex; at <= log.lastIndex; at = index(at + 1)) {
    const entry = log.entryAt(at);
    t.not(entry.kind, 'command');
    t.is(entry.term, logOf(cluster, 1).entryAt(at).term);
    t.true(recordBytes(entry) < 200);
  }
  t.is(cluster.replica(WITNESS).machine.store.size, 0);
  t.deepEqual(cluster.replica(WITNESS).machine.membership, cluster.replica(1).machine.membership);
  const stored = [...cluster.bench(WITNESS).disk.files.values()].map((bytes) =>
    Buffer.from(bytes).includes('xxxxxxxx'),
  );
  t.false(stored.includes(true));
});

test('a leader and a witness commit and keep what they acknowledge when the other full node is gone', (t) => {
  const cluster = withWitness();
  cluster.cutPower(2);
  t.like(cluster.put(1, 'k', 'kept'), { kind: 'written' });
  cluster.cutPower(1);
  cluster.cutPower(WITNESS);
  cluster.start(1);
  cluster.start(WITNESS);
  cluster.elect(1);
  cluster.tick(2);
  t.is(cluster.bench(1).textOf('k'), 'kept');
});

test('a full node that has everything goes on with the witness when the leader is gone', (t) => {
  const cluster = withWitness();
  t.like(cluster.put(1, 'k', 'kept'), { kind: 'written' });
  cluster.cutPower(1);
  cluster.elect(2);
  t.like(cluster.put(2, 'other'), { kind: 'written' });
  t.is(cluster.bench(2).textOf('k'), 'kept');
});

// Fails when onVoteRequest (src/raft/election.ts) does not look at the logs.
test('a witness keeps a full node from leading without what was acknowledged', (t) => {
  const cluster = withWitness({ preVote: false });
  cluster.cut(2);
  t.like(cluster.put(1, 'k', 'acknowledged'), { kind: 'written' });
  cluster.cutPower(1);
  cluster.heal();
  cluster.tick(100);
  t.false(cluster.state(2).isLeader);
  t.false(cluster.state(WITNESS).isLeader);
  cluster.start(1);
  cluster.tick(60);
  t.is(cluster.bench(1).textOf('k'), 'acknowledged');
  t.is(cluster.bench(2).textOf('k'), 'acknowledged');
});

// Fails without `isElectable` in isPromotable (src/raft/state.ts).
test('a witness never campaigns, whatever it hears or does not hear', (t) => {
  const cluster = withWitness();
  cluster.cutPower(1);
  cluster.cutPower(2);
  cluster.sent.length = 0;
  cluster.tick(100);
  const { term } = cluster.state(WITNESS);
  cluster.inject({ kind: 'timeoutNow', from: node(1), to: node(WITNESS), term });
  cluster.settle();
  t.is(cluster.state(WITNESS).role, 'follower');
  t.deepEqual(cluster.sentOf('preVoteRequest'), []);
  t.deepEqual(cluster.sentOf('voteRequest'), []);
});

test('a witness serves no reads, saves no snapshot, and is no target of a transfer', (t) => {
  const cluster = withWitness();
  cluster.put(1, 'k');
  const bench = cluster.bench(WITNESS);
  const asked = [
    bench.read('k', 'stale'),
    bench.read('k', 'linearizable'),
    bench.operate({ kind: 'snapshot' }),
  ];
  cluster.settle();
  t.deepEqual(
    asked.map((id) => bench.answersTo(id).map(({ kind }) => kind)),
    [['refused'], ['refused'], ['refused']],
  );
  t.like(bench.answersTo(asked[0] as number)[0], { code: 'notLeader', leader: node(1) });
  const transfer = cluster.bench(1).operate({ kind: 'transfer', target: node(WITNESS) });
  cluster.settle();
  t.like(cluster.bench(1).answersTo(transfer), [{ kind: 'refused', code: 'rejected' }]);
});

// Seed 37 of the simulator: the read was admitted before the node knew that it is a witness. Fails
// without `isMember` in holdsState (src/engine/outlining.ts): the first entry stops the replica then.
test('a read that came before a witness knew its role is not answered from nothing', (t) => {
  const cluster = new BenchCluster(2);
  cluster.elect(1);
  cluster.put(1, 'k');
  cluster.join(WITNESS);
  cluster.connect();
  cluster.tick(25);
  // It takes part and hears the leader, but gets no entry that says what it is.
  cluster.isLost = ({ kind, to }) => kind === 'append' && to === node(WITNESS);
  const address = '10.0.0.3:7000';
  cluster.change(1, { kind: 'addWitness', node: node(WITNESS), address });
  cluster.put(1, 'k');
  cluster.tick(30);
  t.is(cluster.state(WITNESS).leader, node(1));
  const read = cluster.bench(WITNESS).read('k');
  cluster.tick(2);
  cluster.heal();
  cluster.tick(5);
  const answers = cluster.bench(WITNESS).answersTo(read);
  t.is(answers.length, 1);
  t.like(answers[0], { kind: 'refused', code: 'notLeader', leader: node(1) });
  t.true(cluster.replica(WITNESS).isRunning);
});

test('a witness is never promoted, demoted or added in another role', (t) => {
  const cluster = withWitness();
  for (const kind of ['promote', 'demote'] as const) {
    t.like(cluster.change(1, { kind, node: node(WITNESS) }), { kind: 'refused' });
  }
  const address = '10.0.0.3:7000';
  t.like(cluster.change(1, { kind: 'addVoter', node: node(WITNESS), address }), {
    kind: 'refused',
  });
});

test('a witness that is far behind gets a snapshot of position and members alone', (t) => {
  const cluster = withWitness({ snapshotEntries: 10, compactionOverhead: 2 });
  cluster.cut(WITNESS);
  for (let i = 0; i < 50; i++) {
    cluster.put(1, `k${i}`, 'x'.repeat(1000));
  }
  cluster.tick(2, [1, 2]);
  t.true(logOf(cluster, 1).firstIndex > logOf(cluster, WITNESS).lastIndex + 1);
  cluster.sent.length = 0;
  cluster.heal();
  cluster.tick(5);
  const chunks = cluster.sentOf('snapshotChunk');
  t.true(chunks.length > 0);
  t.true(chunks.every(({ to, fileBytes }) => to === node(WITNESS) && fileBytes < 1000));
  t.is(logOf(cluster, WITNESS).lastIndex, logOf(cluster, 1).lastIndex);
  t.is(cluster.replica(WITNESS).machine.store.size, 0);
  cluster.cutPower(WITNESS);
  cluster.start(WITNESS);
  cluster.cutPower(2);
  t.like(cluster.put(1, 'k', 'after'), { kind: 'written' });
});

test('a witness bounds its own log too, with snapshots of nothing', (t) => {
  const cluster = withWitness({ snapshotEntries: 10, compactionOverhead: 2 });
  for (let i = 0; i < 50; i++) {
    cluster.put(1, `k${i}`);
  }
  cluster.tick(2);
  t.true(cluster.replica(WITNESS).snapshotsSaved > 0);
  t.true(logOf(cluster, WITNESS).firstIndex > 30);
  cluster.cutPower(WITNESS);
  cluster.start(WITNESS);
  t.true(cluster.replica(WITNESS).isRunning);
  t.is(logOf(cluster, WITNESS).lastIndex, logOf(cluster, 1).lastIndex);
});

// Fails without the invariant of `outline` in applyEntry (src/engine/applying.ts).
test('a full member that is sent an entry without its command stops', (t) => {
  const cluster = withWitness();
  cluster.cut(2);
  cluster.put(1, 'k');
  cluster.tick(2, [1, WITNESS]);
  const toWitness = cluster
    .sentOf('append')
    .filter(({ to, entries }) => to === node(WITNESS) && entries.length > 0)
    .at(-1);
  cluster.heal();
  if (toWitness !== undefined) {
    cluster.isLost = ({ kind, to }) => kind === 'append' && to === node(2);
    const { commitIndex } = logOf(cluster, 1);
    cluster.inject({ ...toWitness, to: node(2), commitIndex });
    cluster.settle();
  }
  t.is(cluster.bench(2).noticed('replicaQuarantined').length, 1);
});

// Fails without checkHasState (src/storage/export-group.ts): the export holds no records.
test('nothing is exported from the directory of a witness', (t) => {
  const cluster = withWitness();
  cluster.put(1, 'k');
  cluster.cutPower(WITNESS);
  const order = {
    group: group(1),
    entries: 'all',
    machineType: 'kv-memory',
    codecs: { binary: binaryBlocks(nodeUtf8), thrift: thriftBlocks(nodeUtf8) },
    checksum: nodeChecksum,
    utf8: nodeUtf8,
  } as const;
  t.throws(() => cluster.disks.get(WITNESS)?.run(exportGroup(order)), {
    instanceOf: RaftLabError,
    code: 'WITNESS_WITHOUT_STATE',
  });
});
