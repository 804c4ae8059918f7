import test from 'ava';
import { type LogIndex, NO_INDEX } from '../../src/base/ids.ts';
import { recordBytes } from '../../src/raft/entry.ts';
import type { Progress } from '../../src/raft/progress.ts';
import { group, index, node } from '../branded.ts';
import { BenchCluster, type Sent, type SentOf } from './bench-cluster.ts';

const KIB = 1024;

function progressOf(cluster: BenchCluster, follower: number, leader = 1): Progress {
  const progress = cluster.state(leader).progress.get(node(follower));
  if (progress === undefined) {
    throw new Error(`node ${leader} does not track node ${follower}`);
  }
  return progress;
}

function putMany(cluster: BenchCluster, at: number, keys: readonly string[], value = 'v'): void {
  for (const key of keys) {
    cluster.bench(at).put(key, value);
    cluster.bench(at).turn();
  }
  cluster.settle();
}

function keysOf(count: number, prefix = 'k'): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix}${i}`);
}

function isAnswerOf(follower: number) {
  return ({ kind, from }: Sent) => kind === 'appendResponse' && from === node(follower);
}

function sameLogs(cluster: BenchCluster, ids: readonly number[]): boolean {
  const ends = ids.map(
    (id) => `${cluster.state(id).log.lastTerm}/${cluster.state(id).log.lastIndex}`,
  );
  return new Set(ends).size === 1;
}

// Fails when merge (src/raft/log.ts) truncates behind the entries it is given. What is committed is
// guarded twice: without the answer of onAppend (src/raft/following.ts) the log refuses.
test('item 17: an append removes nothing but what is in conflict with it', (t) => {
  const cluster = BenchCluster.led(3);
  // Nobody acknowledges, so nothing of this is committed.
  cluster.isLost = ({ kind }) => kind === 'appendResponse';
  cluster.sent.length = 0;
  putMany(cluster, 1, keysOf(5));
  const early = cluster
    .sentOf('append')
    .find(({ to, entries }) => to === node(2) && entries.length > 0);
  const { log } = cluster.state(2);
  const { lastIndex, durableIndex } = log;
  t.true((early?.prevIndex ?? NO_INDEX) + (early?.entries.length ?? 0) < lastIndex);
  cluster.inject(early as Sent);
  cluster.settle();
  t.is(log.lastIndex, lastIndex);
  t.is(log.durableIndex, durableIndex);
  cluster.heal();
  cluster.tick(2);
  t.is(log.commitIndex, lastIndex);
  // What is committed is not replaced, whoever says so.
  const [first] = early?.entries ?? [];
  cluster.inject({
    ...(early as SentOf<'append'>),
    term: cluster.state(2).term,
    entries: [{ ...(first as NonNullable<typeof first>), term: cluster.state(2).term }],
  });
  const committed = log.entryAt(first?.index as LogIndex);
  cluster.settle();
  t.is(log.entryAt(first?.index as LogIndex), committed);
});

// Fails when onAppend (src/raft/following.ts) commits up to its own last entry, when sendHeartbeats
// (src/raft/ready.ts) sends the leader's commit index as it is, and without commitThrough's LOG_LOST.
test('item 18: a follower commits no further than what its leader knows it has', (t) => {
  const cluster = BenchCluster.led(5);
  const agreed = cluster.state(3).log.lastIndex;
  // Nodes 1 and 3 share entries that never become committed; the others go on without them.
  cluster.cut(1, 3);
  putMany(cluster, 1, keysOf(3, 'lost'));
  t.true(cluster.state(3).log.lastIndex > agreed);
  cluster.elect(2);
  putMany(cluster, 2, keysOf(10, 'kept'));
  const { term, log } = cluster.state(2);
  cluster.inject({
    kind: 'append',
    from: node(2),
    to: node(3),
    term,
    prevIndex: agreed,
    prevTerm: log.termAt(agreed) ?? term,
    commitIndex: log.commitIndex,
    entries: [],
  });
  cluster.settle();
  t.is(cluster.state(3).log.commitIndex, agreed);
  cluster.heal();
  cluster.isLost = ({ kind, to }) => kind === 'append' && to === node(3);
  cluster.tick(3, [2]);
  t.is(cluster.state(3).leader, node(2));
  t.is(cluster.state(3).log.commitIndex, agreed);
  cluster.heal();
  cluster.tick(3, [2]);
  t.true(sameLogs(cluster, [1, 2, 3, 4, 5]));

  // One replica whose leader knows more of it than its disk does stops; the node goes on.
  const two = new BenchCluster(3, {}, 2);
  two.elect(1, 1);
  two.elect(1, 2);
  const heartbeat = { kind: 'heartbeat', from: node(1), to: node(3), readCounter: 0 } as const;
  two.inject({ ...heartbeat, term: two.state(3).term, commitIndex: index(1000) }, 1);
  two.settle();
  t.like(two.bench(3).noticed('replicaQuarantined'), [
    { group: group(1), error: { code: 'LOG_LOST' } },
  ]);
  t.true(two.replica(3, 2).isRunning);
});

// Fails when refuse (src/raft/following.ts) hints at its own end, or onRefusal
// (src/raft/replication.ts) takes the hint without looking for its term.
test('item 19: logs that diverge meet after one refusal for each term, not for each entry', (t) => {
  const cluster = BenchCluster.led(3);
  const terms = 4;
  // Whatever node 1 appends stays with it, in several terms: nobody else ever hears of it.
  cluster.isLost = ({ kind }) => kind === 'append';
  for (let i = 0; i < terms; i++) {
    cluster.elect(1);
    putMany(cluster, 1, keysOf(30, `lost${i}`));
    cluster.cut(1);
    cluster.tick(25, [1]);
    cluster.isLost = ({ kind }) => kind === 'append';
  }
  t.true(cluster.state(1).log.lastIndex > 100);
  cluster.cut(1);
  cluster.elect(2);
  putMany(cluster, 2, keysOf(150, 'kept'));
  // A leader begins to ask at the end of its own log.
  cluster.cutPower(2);
  cluster.start(2);
  cluster.elect(3);
  cluster.sent.length = 0;
  cluster.heal();
  cluster.tick(3, [3]);
  const refusals = cluster.sentOf('appendResponse').filter(({ rejected }) => rejected);
  t.true(refusals.length > 0 && refusals.length <= terms + 1, `${refusals.length} refusals`);
  t.true(sameLogs(cluster, [1, 2, 3]));

  // Here the entries that must go are of a later term than those that replace them.
  const five = new BenchCluster(5);
  for (const [id, keys] of [
    [2, keysOf(150, 'kept')],
    [1, keysOf(120, 'lost')],
  ] as const) {
    five.isLost = ({ kind }) => kind === 'append';
    five.elect(id);
    putMany(five, id, keys);
    five.cut(id);
    five.tick(25, [id]);
  }
  five.elect(2);
  five.sent.length = 0;
  five.heal();
  five.tick(3, [2]);
  const fewer = five
    .sentOf('appendResponse')
    .filter(({ from, rejected }) => rejected && from === node(1));
  t.true(fewer.length > 0 && fewer.length <= 3, `${fewer.length} refusals`);
  t.true(sameLogs(five, [1, 2, 3, 4, 5]));
});

// Fails without `rejectedIndex <= this.matchIndex`, without the comparison with nextIndex in reject,
// and when acknowledge takes over any index (src/raft/progress.ts).
test('item 20: late answers move nothing backwards', (t) => {
  const cluster = BenchCluster.led(3);
  const late: Sent[] = [];
  cluster.isLost = (message) => {
    if (isAnswerOf(3)(message)) {
      late.push(message);
    }
    return false;
  };
  for (const key of keysOf(6)) {
    cluster.put(1, key);
  }
  const progress = progressOf(cluster, 3);
  const { matchIndex, nextIndex } = progress;
  const { term } = cluster.state(1);
  const refusal = {
    ...(late[0] as SentOf<'appendResponse'>),
    rejected: true,
    hintIndex: NO_INDEX,
    index: index(matchIndex - 2),
  };
  for (const answer of [...late, refusal]) {
    cluster.inject(answer);
    cluster.bench(1).turn();
    t.deepEqual(
      [progress.state, progress.matchIndex, progress.nextIndex],
      ['replicate', matchIndex, nextIndex],
    );
  }
  cluster.settle();

  // A leader that looks for the place where the logs agree heeds only the answer to its question.
  cluster.isLost = ({ kind, from, to }) =>
    from === node(1) || to === node(1) || (kind === 'append' && to === node(3));
  cluster.elect(2);
  t.true(cluster.state(2).term > term);
  const probe = progressOf(cluster, 3, 2);
  t.is(probe.state, 'probe');
  const asked = probe.nextIndex;
  cluster.inject({ ...refusal, to: node(2), term: cluster.state(2).term, index: index(asked - 3) });
  cluster.bench(2).turn();
  t.is(probe.nextIndex, asked);
  cluster.heal();
  cluster.tick(3, [2]);
  t.true(sameLogs(cluster, [1, 2, 3]));
});

// Fails without the nudge in onHeartbeatResponse (src/raft/replication.ts); without `inflight.clear()` in #reset (src/raft/progress.ts); and when
// clear (src/raft/inflight-window.ts) leaves the bytes.
test('item 21: a follower that lost a message is sent another one, and its window begins empty', (t) => {
  const bytesMax = 4 * KIB;
  const cluster = BenchCluster.led(3, { inflightMessagesMax: 4, inflightBytesMax: bytesMax });
  const progress = progressOf(cluster, 3);
  // Nothing that is sent to node 3 arrives: messages, then bytes fill the window.
  const isToThird = ({ kind, to }: Sent) => kind === 'append' && to === node(3);
  cluster.isLost = isToThird;
  putMany(cluster, 1, keysOf(10));
  t.is(progress.inflight.messages, 4);
  t.true(progress.paused);
  cluster.heal();
  cluster.tick(2);
  t.true(sameLogs(cluster, [1, 2, 3]));
  t.deepEqual([progress.inflight.messages, progress.inflight.bytes], [0, 0]);

  cluster.isLost = isToThird;
  putMany(cluster, 1, keysOf(10), 'x'.repeat(3 * KIB));
  t.is(progress.inflight.messages, 2);
  t.true(progress.inflight.bytes >= bytesMax);
  cluster.bench(1).losePeer(3);
  cluster.settle();
  t.is(progress.state, 'probe');
  t.deepEqual([progress.inflight.messages, progress.inflight.bytes], [0, 0]);

  // One question is on its way, and is lost; the next one leaves when node 3 shows that it lives.
  cluster.sent.length = 0;
  cluster.settle();
  t.deepEqual(cluster.sent.filter(isToThird), []);
  cluster.tick(1);
  t.is(cluster.sent.filter(isToThird).length, 1);
  cluster.heal();
  cluster.tick(2);
  t.is(progress.state, 'replicate');
  t.true(sameLogs(cluster, [1, 2, 3]));
  t.deepEqual([progress.inflight.messages, progress.inflight.bytes], [0, 0]);
});

// The figures are those of 100 MB behind, batches of 1 MB, 1 ms there and back and 100 MB/s, each
// but the time divided by 16. Fails when onAcknowledgement (src/raft/replication.ts) does not set
// `replicationDue`: then every heartbeat brings one batch.
test('item 22: a follower far behind catches up as fast as the link is', (t) => {
  const batchBytes = 64 * KIB;
  const batches = 100;
  const bytesPerSecond = 100 * batchBytes;
  const cluster = BenchCluster.led(3, {
    appendBytesMax: batchBytes,
    inflightBytesMax: 4 * batchBytes,
    // It is entries that are to catch up, not a snapshot.
    snapshotBytes: 1 << 30,
    segmentBytes: 1 << 24,
  });
  cluster.cut(3);
  const value = 'x'.repeat(batchBytes / 4);
  for (let i = 0; i < batches * 4; i++) {
    cluster.put(1, `k${i}`, value);
  }
  const { lastIndex } = cluster.state(1).log;
  cluster.isLost = () => false;
  const link = new Link(cluster, { stepMicros: 500, bytesPerSecond });
  t.is(cluster.replica(1).snapshotsSaved, 0);
  link.runUntil(() => cluster.state(3).log.durableIndex >= lastIndex, 10_000_000);
  const linkMicros = (batches * batchBytes * 1_000_000) / bytesPerSecond;
  t.true(link.nowMicros < 2 * linkMicros, `${link.nowMicros} of ${linkMicros} µs`);
});

/** Lets time pass while every message takes a step of time, and its bytes the time of the link. */
class Link {
  nowMicros = 0;
  readonly #cluster: BenchCluster;
  readonly #stepMicros: number;
  readonly #bytesPerMicro: number;
  /** When the link from one node to another is free again. */
  readonly #freeMicros = new Map<string, number>();

  constructor(
    cluster: BenchCluster,
    { stepMicros, bytesPerSecond }: { stepMicros: number; bytesPerSecond: number },
  ) {
    this.#cluster = cluster;
    this.#stepMicros = stepMicros;
    this.#bytesPerMicro = bytesPerSecond / 1_000_000;
  }

  runUntil(isDone: () => boolean, limitMicros: number): void {
    const cluster = this.#cluster;
    const arrivals = new Map<Sent, number>();
    cluster.isHeld = (message) => {
      arrivals.set(message, this.#arrivalOf(message));
      return true;
    };
    const tickMicros = cluster.bench(1).node.options.tuning.tickMicros;
    while (!isDone() && this.nowMicros < limitMicros) {
      this.nowMicros += this.#stepMicros;
      if (this.nowMicros % tickMicros === 0) {
        cluster.tick();
      }
      cluster.release((message) => (arrivals.get(message) ?? 0) <= this.nowMicros);
    }
  }

  #arrivalOf(message: Sent): number {
    const bytes =
      message.kind === 'append'
        ? message.entries.reduce((sum, entry) => sum + recordBytes(entry), 0)
        : 0;
    const way = `${message.from}-${message.to}`;
    const free = Math.max(this.nowMicros, this.#freeMicros.get(way) ?? 0);
    const sentMicros = free + bytes / this.#bytesPerMicro;
    this.#freeMicros.set(way, sentMicros);
    return sentMicros + this.#stepMicros;
  }
}
