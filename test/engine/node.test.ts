import test from 'ava';
import { RaftLabError } from '../../src/base/errors.ts';
import { segmentFile } from '../../src/storage/file-names.ts';
import { index, node, term } from '../branded.ts';
import { MemoryDisk } from '../storage/memory-disk.ts';
import { BenchNode, groupsOf, memberOf } from './bench-node.ts';

const HEARTBEAT = {
  kind: 'heartbeat',
  from: node(2),
  to: node(1),
  term: term(3),
  commitIndex: index(1),
  readCounter: 0,
} as const;

function errorOf(bench: BenchNode): string {
  const error = bench.noticed('nodeFailed')[0]?.error;
  return error instanceof RaftLabError ? error.code : `${error}`;
}

test('a node is ready once it has written down how its groups began', (t) => {
  const bench = new BenchNode(groupsOf([1, 2, 3]));
  bench.turn();
  t.deepEqual(bench.notices, []);
  while (bench.diskStep()) {
    const isRecorded = [...bench.disk.files.keys()].some((file) => file.endsWith('.bootstrap'));
    t.true(isRecorded || bench.noticed('ready').length === 0);
  }
  t.is(bench.noticed('ready').length, 1);
  t.is(bench.node.status, 'running');
});

test('a request before the node is ready is refused, not forgotten', (t) => {
  const bench = new BenchNode(groupsOf([1]));
  const id = bench.put('k', 'v');
  bench.turn();
  t.like(bench.answersTo(id), [{ kind: 'refused', code: 'dropped' }]);
});

test('a node restarts with its disk alone, and knows everything it had answered', (t) => {
  const bench = BenchNode.leading();
  const id = bench.put('k', 'v');
  bench.settle();
  t.is(bench.answersTo(id).length, 1);
  const again = BenchNode.started([], {}, bench.disk);
  again.tick(20);
  t.is(again.textOf('k'), 'v');
});

test('a node restarts from its snapshot and what follows it, with less of the log', (t) => {
  const tuning = { snapshotEntries: 10, compactionOverhead: 2 };
  const bench = BenchNode.leading(1, tuning);
  for (let i = 0; i < 35; i++) {
    bench.put(`k${i}`, `v${i}`);
    bench.settle();
  }
  t.true(bench.noticed('snapshotSaved').length >= 3);
  const { log } = bench.node.replicas.get(groupsOf([1])[0]?.group as never)?.raft.state ?? {};
  t.true((log?.firstIndex ?? 0) > 20);
  const again = BenchNode.started([], tuning, bench.disk);
  again.tick(20);
  t.deepEqual(
    [0, 17, 34].map((i) => again.textOf(`k${i}`)),
    ['v0', 'v17', 'v34'],
  );
  const snapshots = [...bench.disk.files.keys()].filter((file) => file.endsWith('.snapshot'));
  t.is(snapshots.length, 1);
});

test('a repeated command of a session has one effect, also after a restart from a snapshot', (t) => {
  const bench = BenchNode.leading();
  const opened = bench.put('', '', { kind: 'registerSession' });
  bench.settle();
  const [answer] = bench.answersTo(opened);
  const session = answer?.kind === 'written' ? answer.result.revision : 0;
  t.true(session > 0);
  const once = { session: session as never, sequence: 1, expected: null } as const;
  const first = bench.put('k', 'v', { ...once, kind: 'compareAndSwap' });
  bench.settle();
  bench.operate({ kind: 'snapshot' });
  bench.settle();
  const again = BenchNode.started([], {}, bench.disk);
  again.tick(20);
  const second = again.put('k', 'v', { ...once, kind: 'compareAndSwap' });
  again.settle();
  const outcome = (reply: unknown) => (reply as { result?: unknown } | undefined)?.result;
  t.deepEqual(outcome(again.answersTo(second)[0]), outcome(bench.answersTo(first)[0]));
  t.like(outcome(again.answersTo(second)[0]), { status: 'ok' });
});

test('a first segment that a power cut left without its header costs nothing later', (t) => {
  const disk = new MemoryDisk();
  const before = new BenchNode(groupsOf([1]), {}, disk);
  before.turn();
  while (!disk.files.has(segmentFile(1))) {
    before.diskStep();
  }
  // The power goes before anything of the segment but its name is on the medium.
  disk.files.set(segmentFile(1), new Uint8Array(0));
  const lost = new MemoryDisk();
  for (const [file, bytes] of disk.files) {
    lost.files.set(file, bytes);
  }
  const bench = BenchNode.leading(1, {}, lost);
  bench.put('k', 'v');
  bench.settle();
  const again = BenchNode.started([], {}, lost);
  again.tick(20);
  t.deepEqual(again.noticed('replicaQuarantined'), []);
  t.is(again.textOf('k'), 'v');
});

test('an error of one replica stops it alone', (t) => {
  const bench = BenchNode.started([...groupsOf([1, 2, 3]), ...groupsOf([1], 2).slice(1)]);
  bench.tick(20);
  // The leader holds entries as durable here that are gone.
  bench.deliver({ ...HEARTBEAT, commitIndex: index(99), term: term(9) });
  bench.settle();
  t.like(bench.noticed('replicaQuarantined'), [{ group: 1 }]);
  const refused = bench.put('k', 'v', {}, 1);
  const written = bench.put('k', 'v', {}, 2);
  bench.settle();
  t.like(bench.answersTo(refused), [{ kind: 'refused', code: 'quarantined' }]);
  t.like(bench.answersTo(written), [{ kind: 'written' }]);
});

test('a node whose disk fails stops, and serves nobody after that', (t) => {
  const bench = BenchNode.leading();
  bench.disk.failure = ({ kind }) => (kind === 'sync' ? 'EIO' : null);
  const id = bench.put('k', 'v');
  bench.settle();
  t.is(errorOf(bench), 'DISK_FAILED');
  t.is(bench.node.status, 'failed');
  t.like(bench.answersTo(id), [{ kind: 'unknownOutcome', cause: 'terminated' }]);
  bench.put('k', 'w');
  bench.turn();
  t.deepEqual(
    bench.effects.map(({ kind }) => kind),
    ['reply'],
  );
});

test('a directory that is locked, or another node’s, is refused before anything is written', (t) => {
  const locked = new BenchNode(groupsOf([1]));
  locked.disk.failure = ({ kind }) => (kind === 'lock' ? 'LOCKED' : null);
  locked.settle();
  t.is(errorOf(locked), 'DIRECTORY_LOCKED');
  t.is(locked.disk.files.size, 0);

  const { disk } = BenchNode.started(groupsOf([1]));
  const before = new Map([...disk.files].map(([file, bytes]) => [file, bytes.slice()]));
  const other = BenchNode.started(groupsOf([2]), {}, disk, memberOf(2));
  t.is(errorOf(other), 'DIRECTORY_NOT_OWNED');
  t.deepEqual(new Map(disk.files), before);
});

test('a start that contradicts the record is refused, and the data stay as they were', (t) => {
  const { disk } = BenchNode.started(groupsOf([1, 2, 3]));
  const before = new Map([...disk.files].map(([file, bytes]) => [file, bytes.slice()]));
  const changed = BenchNode.started(groupsOf([1, 2, 3, 4]), {}, disk);
  t.is(errorOf(changed), 'INCONSISTENT_MEMBERS');
  t.deepEqual(new Map(disk.files), before);
  t.is(BenchNode.started(groupsOf([1, 2, 3]), {}, disk).node.status, 'running');
});

test('frames that are damaged, misdirected or of another deployment are dropped and counted', (t) => {
  const bench = BenchNode.started(groupsOf([1, 2, 3]));
  bench.deliver(HEARTBEAT, 1, { flip: 30 });
  bench.deliver(HEARTBEAT, 1, { to: node(9) });
  bench.deliver(HEARTBEAT, 1, { deployment: 2 });
  bench.settle();
  t.deepEqual(bench.node.dropped, { damaged: 1, misdirected: 1, foreign: 1 });
  t.deepEqual(bench.sent, []);
  // Only the damaged one costs its sender the connection.
  t.is(bench.hungUp.length, 1);
  t.like(bench.hungUp, [{ connection: HEARTBEAT.from, error: { code: 'FRAME_CORRUPT' } }]);
  bench.deliver(HEARTBEAT);
  bench.settle();
  t.is(bench.sentOf('heartbeatResponse').length, 1);
});

test('a node that slept hears its leader before it campaigns', (t) => {
  const bench = BenchNode.started(groupsOf([1, 2, 3]));
  bench.deliver(HEARTBEAT);
  bench.settle();
  bench.sleep(3_600_000_000);
  bench.settle();
  t.deepEqual(bench.sentOf('preVoteRequest'), []);
  bench.tick(20);
  t.true(bench.sentOf('preVoteRequest').length > 0);
});
