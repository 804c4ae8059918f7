import test from 'ava';
import { node } from '../branded.ts';
import { MemoryDisk } from '../storage/memory-disk.ts';
import { BenchNode, groupsOf } from './bench-node.ts';

/** A leader of three whose followers have fallen silent. */
function lonelyLeader(): BenchNode {
  const bench = BenchNode.started(groupsOf([1, 2, 3]), { checkQuorum: false, preVote: false });
  while (bench.sentOf('voteRequest').length === 0) {
    bench.tick();
  }
  const [asked] = bench.sentOf('voteRequest');
  if (asked === undefined) {
    throw new Error('nobody campaigns');
  }
  const { term } = asked;
  bench.deliver({ kind: 'voteResponse', from: node(2), to: node(1), term, granted: true });
  bench.settle();
  return bench;
}

// Fails when `#stop` (src/engine/node.ts) leaves out `refuseEverybody`.
test('a node that is told to stop ends every write as terminated and drops every read', (t) => {
  const bench = lonelyLeader();
  const write = bench.put('k', 'v');
  const read = bench.read('k');
  bench.settle();
  t.deepEqual([bench.answersTo(write), bench.answersTo(read)], [[], []]);
  const last = bench.put('k', 'w');
  bench.stop();
  bench.turn();
  for (const id of [write, last]) {
    t.deepEqual(bench.answersTo(id), [
      { kind: 'unknownOutcome', requestId: id, cause: 'terminated' },
    ]);
  }
  t.like(bench.answersTo(read), [{ kind: 'refused', code: 'dropped' }]);
});

test('a stopped node sends, writes and promises nothing, and drops what still comes', (t) => {
  const bench = lonelyLeader();
  bench.put('k', 'v');
  bench.stop();
  bench.turn();
  t.deepEqual([...new Set(bench.effects.map(({ kind }) => kind))], ['reply']);
  const late = bench.put('k', 'w');
  bench.tick(20);
  t.like(bench.answersTo(late), [{ kind: 'refused', code: 'dropped' }]);
  t.is(bench.node.status, 'stopped');
  t.deepEqual(bench.effects, []);
});

// Fails when `#lastWords` (src/engine/node.ts) leaves out `refuseEverybody`.
test('a node whose disk fails ends every write as terminated and drops every read', (t) => {
  const bench = lonelyLeader();
  const write = bench.put('k', 'v');
  const read = bench.read('k');
  bench.turn();
  bench.disk.failure = (request) => (request.kind === 'write' ? 'EIO' : null);
  bench.put('l', 'v');
  bench.settle();
  t.is(bench.node.status, 'failed');
  t.deepEqual(bench.answersTo(write), [
    { kind: 'unknownOutcome', requestId: write, cause: 'terminated' },
  ]);
  t.like(bench.answersTo(read), [{ kind: 'refused', code: 'dropped' }]);
  t.is(bench.answersTo(read).length, 1);
});

test('a failed node says why after its last answers, writes nothing, and drops what still comes', (t) => {
  const bench = lonelyLeader();
  bench.disk.failure = (request) => (request.kind === 'write' ? 'EIO' : null);
  bench.put('k', 'v');
  bench.turn();
  bench.disk.step();
  bench.turn();
  t.deepEqual(
    bench.effects.map(({ kind }) => kind),
    ['reply', 'notify'],
  );
  const late = bench.put('k', 'w');
  bench.tick(20);
  t.like(bench.answersTo(late), [{ kind: 'refused', code: 'dropped' }]);
  t.is(bench.noticed('nodeFailed').length, 1);
});

// Fails when `onRequest` (src/engine/clients.ts) leaves out `answerInterrupted`.
test('who asks a replica that breaks over the question is answered all the same', (t) => {
  const bench = BenchNode.leading();
  const waiting = bench.read('k');
  const [replica] = bench.node.replicas.values();
  const place = () => {
    throw new Error('broken');
  };
  Object.assign(replica?.arena ?? {}, { place });
  const write = bench.put('k', 'v');
  const late = bench.put('k', 'w');
  bench.turn();
  t.is(bench.noticed('replicaQuarantined').length, 1);
  t.deepEqual(bench.answersTo(write), [
    { kind: 'unknownOutcome', requestId: write, cause: 'terminated' },
  ]);
  for (const refused of [waiting, late]) {
    t.like(bench.answersTo(refused), [{ kind: 'refused', code: 'quarantined' }]);
    t.is(bench.answersTo(refused).length, 1);
  }
});

test('a read that waits for its database is answered when its node stops, and not once more', (t) => {
  const bench = BenchNode.started(groupsOf([1]), { storeCacheBytes: 0 }, new MemoryDisk(), {
    store: 'level',
  });
  bench.tick(20);
  bench.put('k', 'v');
  bench.settle();
  const read = bench.read('k', 'stale');
  bench.turn();
  t.deepEqual(bench.answersTo(read), []);
  bench.stop();
  bench.turn();
  bench.settle();
  t.like(bench.answersTo(read), [{ kind: 'refused', code: 'dropped' }]);
  t.is(bench.answersTo(read).length, 1);
});

test('who waits for a snapshot is answered when it counts, and not before', (t) => {
  const bench = BenchNode.leading();
  const hasty = bench.operate({ kind: 'snapshot' });
  bench.turn();
  t.like(bench.answersTo(hasty), [{ kind: 'done' }]);
  bench.settle();
  bench.put('k', 'v');
  bench.settle();
  const patient = bench.operate({ kind: 'snapshot', untilSaved: true });
  bench.turn();
  t.deepEqual(bench.answersTo(patient), []);
  bench.settle();
  t.like(bench.answersTo(patient), [{ kind: 'done' }]);
  t.is(bench.noticed('snapshotSaved').length, 2);
});

// Fails when `recordSaved` (src/engine/snapshot-saving.ts) answers with null in place of a reason.
test('who waits for a snapshot that a newer one overtakes is told that it was aborted', (t) => {
  const bench = BenchNode.leading();
  bench.put('k', 'v');
  bench.settle();
  const [replica] = [...bench.node.replicas.values()];
  if (replica === undefined) {
    throw new Error('no replica');
  }
  const { index, term } = { index: replica.machine.appliedIndex, term: replica.raft.state.term };
  const asked = bench.operate({ kind: 'snapshot', untilSaved: true });
  bench.turn();
  replica.snapshot = { position: { index, term }, bytes: 1 };
  bench.settle();
  t.like(bench.answersTo(asked), [{ kind: 'refused', code: 'aborted' }]);
  t.is(bench.answersTo(asked).length, 1);
});

test('who waits for a snapshot that cannot be written is told so before the node fails', (t) => {
  const bench = BenchNode.leading();
  bench.disk.failure = (request) =>
    'file' in request && request.file.includes('snapshot') ? 'EIO' : null;
  const asked = bench.operate({ kind: 'snapshot', untilSaved: true });
  bench.settle();
  t.like(bench.answersTo(asked), [{ kind: 'refused', code: 'aborted' }]);
  t.is(bench.noticed('nodeFailed').length, 1);
});

test('who waits for a snapshot is answered once when time is up, whatever becomes of it', (t) => {
  const bench = BenchNode.leading(1, { requestTimeoutTicks: 3 });
  const asked = bench.operate({ kind: 'snapshot', untilSaved: true });
  bench.turn();
  for (let i = 0; i < 5; i++) {
    bench.sleep(100_000);
    bench.turn();
  }
  t.deepEqual(bench.answersTo(asked), [
    { kind: 'unknownOutcome', requestId: asked, cause: 'timeout' },
  ]);
  bench.settle();
  t.is(bench.answersTo(asked).length, 1);
});
