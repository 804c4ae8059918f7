import test from 'ava';
import type { SessionId } from '../../src/base/ids.ts';
import { SESSIONS_MAX } from '../../src/base/limits.ts';
import type { ClientResponse } from '../../src/codec/client/response.ts';
import type { CommandDraft } from '../../src/codec/command.ts';
import { DEFAULT_TUNING } from '../../src/engine/options.ts';
import { node, term } from '../branded.ts';
import { BenchNode } from '../engine/bench-node.ts';
import { BenchCluster } from './bench-cluster.ts';

const TIMEOUT_TICKS = DEFAULT_TUNING.requestTimeoutTicks + 1;

// Fails when refuseExpired (src/engine/refusing.ts) refuses writes as dropped, and when takeOwn
// (src/engine/applying.ts) takes the entry in place of another for it.
test('item 45: an outcome that nobody knows is answered as unknown, and only then', (t) => {
  const cluster = BenchCluster.led(3);
  t.like(cluster.put(2, 'k'), { kind: 'refused', code: 'notLeader' });
  // It may have reached somebody.
  cluster.cut(1);
  const open = cluster.bench(1).put('k', 'open');
  cluster.tick(TIMEOUT_TICKS, [1]);
  t.deepEqual(cluster.bench(1).answersTo(open), [
    { kind: 'unknownOutcome', requestId: open, cause: 'timeout' },
  ]);

  // Another entry is committed in its place: now everybody knows that it never will be.
  const replacing = BenchCluster.led(3);
  replacing.cut(1);
  const lost = replacing.bench(1).put('k', 'lost');
  replacing.settle();
  replacing.elect(2);
  replacing.put(2, 'k', 'other');
  replacing.heal();
  replacing.tick(2);
  t.like(replacing.bench(1).answersTo(lost), [{ kind: 'refused', code: 'dropped' }]);
});

const NO_VALUES = { key: new Uint8Array(0), value: new Uint8Array(0) };
const REGISTER: Partial<CommandDraft> = { kind: 'registerSession', ...NO_VALUES };

function revisionOf(response: ClientResponse | undefined): number {
  return response?.kind === 'written' ? response.result.revision : -1;
}

// Fails when remember (src/kv/session-table.ts) keeps no results, when the snapshot reader leaves
// them out, and when a command of an unknown session is executed (src/kv/machine.ts).
test('item 46: a repeated command takes effect once, over failures, snapshots and evictions', (t) => {
  const cluster = BenchCluster.led(3);
  const send = (id: number, change: Partial<CommandDraft>) => {
    const request = cluster.bench(id).put('k', 'v', change);
    cluster.settle();
    return cluster.bench(id).answersTo(request)[0];
  };
  const session = revisionOf(send(1, REGISTER)) as SessionId;
  const once = { session, sequence: 1 };
  const revision = revisionOf(send(1, once));
  cluster.cutPower(1);
  cluster.elect(2);
  t.is(revisionOf(send(2, once)), revision);
  cluster.bench(2).operate({ kind: 'snapshot' });
  cluster.settle();
  t.true(cluster.replica(2).snapshot.position.index > 0);
  cluster.cutPower(2);
  cluster.start(2);
  cluster.start(1);
  cluster.elect(2);
  t.is(revisionOf(send(2, once)), revision);
  t.is(cluster.replica(2).machine.store.get('k')?.revision, revision);

  const bench = BenchNode.leading();
  const first = bench.put('', '', REGISTER);
  bench.settle();
  const evicted = revisionOf(bench.answersTo(first)[0]) as SessionId;
  for (let i = 0; i < SESSIONS_MAX; i++) {
    bench.put('', '', REGISTER);
  }
  bench.settle();
  const late = bench.put('k', 'v', { session: evicted, sequence: 1 });
  bench.settle();
  t.like(bench.answersTo(late), [{ kind: 'written', result: { status: 'sessionEvicted' } }]);
  t.is(bench.textOf('k'), null);
});

// Fails when onReadIndexRequest (src/raft/reading.ts) asks on where it does not lead.
test('item 47: a request goes on to another node at most once', (t) => {
  const cluster = BenchCluster.led(3);
  cluster.sent.length = 0;
  // A write is never passed on: whoever asked is told whom to ask.
  t.like(cluster.put(2, 'k'), { kind: 'refused', code: 'notLeader', leader: node(1) });
  t.deepEqual(cluster.sent, []);
  // A follower that is taken for the leader does not pass the question on.
  const { term: inTerm } = cluster.state(3);
  cluster.inject({
    kind: 'readIndexRequest',
    from: node(2),
    to: node(3),
    term: term(inTerm),
    requestId: 9,
  });
  cluster.settle();
  t.deepEqual(cluster.sent, []);
});

// Fails when proposeCommand (src/raft/proposing.ts) does not look at unappliedBytes, and when
// becomeLeader (src/raft/roles.ts) does not reset it.
test('item 48: a busy leader refuses before the log, and its count of bytes never goes astray', (t) => {
  const cluster = BenchCluster.led(3, { unappliedBytesMax: 200 });
  cluster.cut(1);
  // Larger than the bound, but nothing else is under way.
  t.is(cluster.put(1, 'k', 'x'.repeat(500)), undefined);
  const { lastIndex } = cluster.state(1).log;
  t.like(cluster.put(1, 'k', 'y'), { kind: 'refused', code: 'busy' });
  t.is(cluster.state(1).log.lastIndex, lastIndex);
  const change = { kind: 'addLearner', node: node(9), address: '10.0.0.9:7000' } as const;
  cluster.bench(1).operate({
    kind: 'changeMembership',
    change: { initial: false, expectedChangeId: null, transition: 'single', changes: [change] },
  });
  cluster.settle();
  t.true(cluster.state(1).log.lastIndex > lastIndex);

  cluster.elect(2);
  cluster.put(2, 'k', 'z');
  cluster.heal();
  cluster.tick(3);
  t.is(cluster.state(2).unappliedBytes, 0);
  cluster.elect(1);
  cluster.tick(2);
  t.is(cluster.state(1).unappliedBytes, 0);
  t.like(cluster.put(1, 'k', 'again'), { kind: 'written' });
});
