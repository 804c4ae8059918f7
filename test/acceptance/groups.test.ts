import test, { type ExecutionContext } from 'ava';
import seedrandom from 'seedrandom';
import { DEFAULT_TUNING } from '../../src/engine/options.ts';
import { index, node, term } from '../branded.ts';
import { BenchCluster, type Sent } from './bench-cluster.ts';

const SLEEPY = { quiesce: true, quiesceTicks: 20 };
const { electionTicks, requestTimeoutTicks } = DEFAULT_TUNING;

function isAsleep(cluster: BenchCluster, id: number): boolean {
  return cluster.replica(id).quiescence.sinceTick !== null;
}

/** A cluster that node 1 leads and in which nothing has happened for so long that all sleep. */
function asleep(t: ExecutionContext, size = 3): BenchCluster {
  const cluster = BenchCluster.led(size, SLEEPY);
  cluster.connect();
  cluster.put(1, 'before', 'v');
  cluster.tick(2 * SLEEPY.quiesceTicks);
  for (let id = 1; id <= size; id++) {
    t.true(isAsleep(cluster, id), `node ${id} sleeps`);
  }
  return cluster;
}

/** Lets time pass until one of `ids` leads, and says how many ticks it took. */
function ticksToLeader(cluster: BenchCluster, ids: readonly number[]): number {
  let ticks = 0;
  while (!ids.some((id) => cluster.state(id).isLeader) && ticks < requestTimeoutTicks) {
    cluster.tick(1);
    ticks++;
  }
  return ticks;
}

/** Nothing is said, and no clock runs, however much time passes. */
function staysQuiet(t: ExecutionContext): void {
  const cluster = asleep(t);
  const said = cluster.sent.length;
  cluster.tick(10 * electionTicks);
  t.is(cluster.sent.length, said);
  t.true(cluster.state(1).isLeader, 'nobody missed the leader, nor the leader its followers');
  t.is(cluster.put(1, 'k')?.kind, 'written');
  t.deepEqual(
    [1, 2, 3].map((id) => isAsleep(cluster, id)),
    [false, false, false],
  );
}

function leaderDies(t: ExecutionContext): void {
  const cluster = asleep(t);
  cluster.kill(1);
  cluster.tick(5 * electionTicks);
  t.false(
    [2, 3].some((id) => cluster.state(id).isLeader),
    'nobody asked, nobody noticed',
  );
  t.is((cluster.put(2, 'k') as { code?: string }).code, 'notLeader');
  t.true(ticksToLeader(cluster, [2, 3]) < requestTimeoutTicks, 'a leader within the timeout');
  const leader = [2, 3].find((id) => cluster.state(id).isLeader) ?? 0;
  t.is(cluster.put(leader, 'k')?.kind, 'written');
}

function readWakes(t: ExecutionContext): void {
  const cluster = asleep(t);
  const read = cluster.bench(2).read('before');
  cluster.settle();
  t.like(cluster.bench(2).answersTo(read), [{ kind: 'read', found: true }]);
}

/** Nobody answers a read by what it knew before it slept. */
function leaseIsOver(t: ExecutionContext): void {
  const cluster = BenchCluster.led(3, SLEEPY);
  cluster.connect();
  const { raft } = cluster.replica(1);
  let hadLease = false;
  for (let ticks = 0; !isAsleep(cluster, 1) && ticks < 2 * SLEEPY.quiesceTicks; ticks++) {
    hadLease = raft.leaseReadIndex() !== null;
    cluster.tick(1);
  }
  t.true(hadLease, 'until the last moment');
  t.is(raft.leaseReadIndex(), null);
}

/** What was on its way when the group fell asleep does not keep it awake, nor put it to sleep again. */
function lateMessages(t: ExecutionContext): void {
  const cluster = BenchCluster.led(3, SLEEPY);
  cluster.connect();
  cluster.tick(SLEEPY.quiesceTicks - 2);
  cluster.isHeld = ({ kind, to }) => kind === 'heartbeat' && to === node(2);
  cluster.tick(1);
  cluster.isHeld = () => false;
  for (let ticks = 0; !isAsleep(cluster, 1) && ticks < SLEEPY.quiesceTicks; ticks++) {
    cluster.tick(1);
  }
  const questions = cluster.sentOf('quiesce');
  t.deepEqual(
    [1, 2, 3].map((id) => isAsleep(cluster, id)),
    [true, true, true],
  );
  cluster.release();
  t.deepEqual(
    [1, 2, 3].map((id) => isAsleep(cluster, id)),
    [true, true, true],
    'a late heartbeat',
  );
  cluster.bench(2).read('k');
  cluster.settle();
  for (const question of questions) {
    cluster.inject(question);
  }
  cluster.settle();
  t.deepEqual(
    [1, 2, 3].map((id) => isAsleep(cluster, id)),
    [false, false, false],
    'a late question',
  );
}

/** Of a group of which only some sleep, those who do not elect a leader, and wake the others. */
function someSleep(t: ExecutionContext): void {
  const cluster = BenchCluster.led(3, SLEEPY);
  cluster.connect();
  cluster.isLost = ({ kind, to }) => kind === 'quiesce' && to === node(3);
  cluster.tick(SLEEPY.quiesceTicks + 2);
  t.deepEqual(
    [1, 2, 3].map((id) => isAsleep(cluster, id)),
    [false, true, false],
  );
  cluster.kill(1);
  t.true(ticksToLeader(cluster, [2, 3]) < requestTimeoutTicks);
  t.false(isAsleep(cluster, 2));
}

/** A member that lacks something keeps its leader awake; one that cannot be reached wakes it when it can. */
function nobodyIsForgotten(t: ExecutionContext): void {
  const cluster = BenchCluster.led(3, SLEEPY);
  cluster.connect();
  cluster.cut(3);
  cluster.put(1, 'k', 'missed');
  cluster.tick(3 * SLEEPY.quiesceTicks);
  t.false(isAsleep(cluster, 1));
  cluster.kill(3);
  cluster.bench(1).peerDown(node(3));
  cluster.tick(3 * SLEEPY.quiesceTicks);
  t.true(isAsleep(cluster, 1));
  cluster.isLost = () => false;
  cluster.start(3);
  cluster.connect();
  cluster.tick(electionTicks);
  t.is(cluster.bench(3).textOf('k'), 'missed');
}

// Each part was seen to fail: without `noteRequest` in admit (src/engine/clients.ts) nobody misses a
// leader that died; without the lapse in `sleep` (src/raft/tick.ts) the lease goes on; without
// `isQuiet` in isIdle a late question puts a woken follower to sleep; without `hasSleptLong` in
// noteMessage a late heartbeat wakes; when sleepIfAgreed does not wait for every answer, a leader
// leaves a member behind (src/engine/quiescing.ts); and without `noteConnection` in onPeerUp
// (src/engine/peers.ts) it does not notice one that came back.
test('item 54: idle groups that went quiet wake up whatever happens to them', (t) => {
  staysQuiet(t);
  leaderDies(t);
  readWakes(t);
  leaseIsOver(t);
  lateMessages(t);
  someSleep(t);
  nobodyIsForgotten(t);
});

/** Every message waits; each is lost, doubled, or arrives after others that were sent later. */
function disorder(cluster: BenchCluster, random: () => number): void {
  cluster.isHeld = () => true;
  for (let step = 0; step < 150; step++) {
    cluster.put(1 + Math.floor(random() * 3), `k${step % 5}`, `${step}`);
    cluster.tick(1);
    const doubled: Sent[] = [];
    cluster.held.splice(0, cluster.held.length, ...cluster.held.filter(() => random() > 0.1));
    cluster.held.sort(() => random() - 0.5);
    cluster.release((message) => {
      if (random() < 0.2) {
        doubled.push(message);
      }
      return random() < 0.6;
    });
    for (const message of doubled) {
      cluster.inject(message);
    }
    cluster.settle();
    if (random() < 0.03) {
      const id = 1 + Math.floor(random() * 3);
      cluster.cutPower(id);
      cluster.start(id);
    }
  }
}

// The first half fails without `log.matches` in onAppend (src/raft/following.ts); the second without
// the test of `frame.to`, or of `frame.deployment`, in onFrame (src/engine/peers.ts).
test('item 50: messages that are lost, doubled, late or for somebody else do no harm', (t) => {
  for (const seed of ['a', 'b', 'c']) {
    const cluster = BenchCluster.led(3, { inflightMessagesMax: 4 });
    disorder(cluster, seedrandom(seed));
    cluster.heal();
    t.true(ticksToLeader(cluster, [1, 2, 3]) < requestTimeoutTicks);
    cluster.tick(3 * electionTicks);
    const applied = [1, 2, 3].map((id) => cluster.replica(id).machine.digest?.value);
    t.is(new Set(applied).size, 1, seed);
  }
  const cluster = BenchCluster.led(3);
  const { term: now } = cluster.state(1);
  const heartbeat = {
    kind: 'heartbeat',
    from: node(3),
    to: node(2),
    term: term(now + 1),
    commitIndex: index(99),
    readCounter: 0,
  } as const;
  const follower = cluster.bench(2);
  follower.deliver(heartbeat, 1, { to: node(9) });
  follower.deliver(heartbeat, 1, { deployment: 2 });
  follower.deliver(heartbeat, 7);
  cluster.settle();
  t.is(cluster.state(2).term, now);
  t.deepEqual(follower.node.dropped, { damaged: 0, misdirected: 1, foreign: 1 });
  t.is(cluster.put(1, 'k')?.kind, 'written');
});

// Fails without `becomeProbe` in onUnreachable (src/raft/replication.ts), and when `laneOf` calls an
// append with entries urgent (src/engine/outbox.ts). That connections are made again, ever more
// slowly, is shown by test/io/peer-link.test.ts.
test('item 51: a broken connection is noticed, and nothing big holds up a heartbeat', (t) => {
  const cluster = BenchCluster.led(3);
  cluster.put(1, 'k', 'v');
  t.is(cluster.state(1).progress.get(node(2))?.state, 'replicate');
  cluster.isLost = ({ to }) => to === node(2);
  const written = cluster.put(1, 'k', 'lost on its way');
  t.is(written?.kind, 'written');
  cluster.bench(1).peerDown(node(2));
  cluster.settle();
  t.is(cluster.state(1).progress.get(node(2))?.state, 'probe');
  cluster.isLost = () => false;
  cluster.tick(2);
  t.is(cluster.bench(2).textOf('k'), 'lost on its way');
  const leader = cluster.bench(1);
  leader.put('large', 'x'.repeat(100_000));
  leader.sleep(DEFAULT_TUNING.tickMicros);
  leader.turn();
  const sizes = new Map<string, number>();
  for (const effect of leader.effects) {
    if (effect.kind === 'send' && effect.to === node(2)) {
      sizes.set(effect.lane, effect.length);
    }
  }
  t.true((sizes.get('bulk') ?? 0) > 100_000, 'the entry');
  t.true((sizes.get('urgent') ?? 0) < 1000 && sizes.has('urgent'), 'the heartbeat beside it');
});

// Fails when advanceTicks lets all ticks of a stall pass (src/engine/ticking.ts).
test('item 52: a node that slept listens before it campaigns', (t) => {
  const cluster = BenchCluster.led(3);
  const follower = cluster.bench(2);
  for (let stall = 0; stall < 3; stall++) {
    follower.sleep(100 * electionTicks * DEFAULT_TUNING.tickMicros);
    cluster.settle();
    t.deepEqual(
      [...cluster.sentOf('preVoteRequest'), ...cluster.sentOf('voteRequest')].filter(
        ({ from }) => from === node(2),
      ),
      [],
    );
    cluster.tick(1);
  }
  t.true(cluster.state(1).isLeader);
  t.is(cluster.put(1, 'k')?.kind, 'written');
});
