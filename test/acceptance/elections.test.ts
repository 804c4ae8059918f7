import test from 'ava';
import type { PeerMessage } from '../../src/codec/peer/peer-message.ts';
import { index, node, term } from '../branded.ts';
import { BenchNode, groupsOf } from '../engine/bench-node.ts';
import { BenchCluster, type SentOf } from './bench-cluster.ts';

const NOBODY_LEADS = 0;

function hasLeaderOtherThan(cluster: BenchCluster, excluded: number, ids: readonly number[]) {
  return ids.some((id) => id !== excluded && cluster.state(id).isLeader);
}

/** A request for a vote that stands for a log as long as that of `like`, unless told otherwise. */
function voteRequest(
  cluster: BenchCluster,
  [from, to]: readonly [number, number],
  change: Partial<SentOf<'voteRequest'>> = {},
): SentOf<'voteRequest'> {
  const { log } = cluster.state(to);
  return {
    kind: 'voteRequest',
    from: node(from),
    to: node(to),
    term: term(cluster.state(to).term + 1),
    lastIndex: log.lastIndex,
    lastTerm: log.lastTerm,
    transfer: false,
    ...change,
  };
}

// Fails without `appendEmpty(raft)` in becomeLeader (src/raft/roles.ts), and, for the read, without
// the `hasCommittedInTerm` of admit (src/raft/reading.ts).
test('item 1: a new leader first appends an empty entry of its term, and confirms no read before it is committed', (t) => {
  const cluster = BenchCluster.led(3);
  cluster.put(1, 'k', 'old');
  const { lastIndex } = cluster.state(1).log;
  cluster.cut(1);
  // Node 2 is elected, but nobody acknowledges what it appends.
  const isOfOldLeader = cluster.isLost;
  cluster.isLost = (message) => isOfOldLeader(message) || message.kind === 'append';
  cluster.elect(2);
  const { log, term: newTerm } = cluster.state(2);
  t.like(log.entryAt(index(lastIndex + 1)), { kind: 'empty', term: newTerm });
  const read = cluster.bench(2).read('k');
  cluster.tick(3, [2]);
  t.deepEqual(cluster.bench(2).answersTo(read), []);
  cluster.isLost = isOfOldLeader;
  cluster.tick(2, [2, 3]);
  t.true(log.commitIndex > lastIndex);
  t.like(cluster.bench(2).answersTo(read), [{ kind: 'read', found: true }]);
});

// Fails without `log.matches(index, raft.term)` in advanceCommit (src/raft/commit.ts): Figure 8.
test('item 2: an entry of an earlier term is never committed by counting who has it', (t) => {
  const cluster = BenchCluster.led(5, { appendBytesMax: 1, inflightMessagesMax: 1 });
  // (a) Node 1 gets an entry to node 2 alone, and dies.
  cluster.isLost = (message) => message.kind === 'append' && message.to !== node(2);
  const old = cluster.state(1).log.lastIndex + 1;
  cluster.put(1, 'k', 'old');
  t.is(cluster.state(2).log.lastIndex, index(old));
  cluster.cutPower(1);
  // (b) Node 5 is elected by nodes 3 and 4, and dies with the first entry of its term unsent.
  cluster.isLost = ({ kind, from, to }) => kind === 'append' || from === node(2) || to === node(2);
  cluster.elect(5);
  cluster.cutPower(5);
  // (c) Node 1 is back, wins, and spreads the old entry to a majority, but none of its own term.
  cluster.isLost = (message) => {
    if (message.kind !== 'append') {
      return false;
    }
    const entries = message.entries.filter((entry) => entry.term < message.term);
    cluster.inject({ ...message, entries });
    return true;
  };
  cluster.start(1);
  cluster.elect(1);
  cluster.tick(4, [1, 2, 3, 4]);
  const spread = [1, 2, 3, 4].filter((id) => cluster.state(id).log.lastIndex >= old);
  t.deepEqual(spread, [1, 2, 3, 4]);
  t.true(cluster.state(1).log.commitIndex < old);
  cluster.cutPower(1);
  // (d) Node 5 is back with the newest term at its log's end, and overwrites the old entry.
  cluster.heal();
  cluster.start(5);
  cluster.elect(5);
  cluster.tick(4, [2, 3, 4, 5]);
  t.true(cluster.state(5).log.commitIndex >= old);
  t.is(cluster.state(2).log.termAt(index(old)), cluster.state(5).log.termAt(index(old)));
  t.not(cluster.state(5).log.entryAt(index(old)).kind, 'command');
});

// Fails when onPreVoteRequest (src/raft/election.ts) restarts the clock, or admitHigherTerm
// (src/raft/step.ts) treats a pre-vote like a vote.
test('item 7: a pre-vote changes neither term nor vote nor clock of whoever is asked', (t) => {
  const cluster = BenchCluster.led(3);
  cluster.cut(1);
  cluster.tick(10, [2]);
  const { log } = cluster.state(2);
  const before = standOf(cluster, 2);
  const written = cluster.bench(2).disk.requests.length;
  cluster.sent.length = 0;
  const ask = { ...voteRequest(cluster, [3, 2]), kind: 'preVoteRequest' as const };
  const { transfer: _, ...request } = ask;
  cluster.inject(request);
  cluster.inject({ ...request, lastIndex: index(0), lastTerm: term(0) });
  cluster.settle();
  t.like(cluster.sentOf('preVoteResponse'), [
    { from: node(2), granted: true, term: request.term },
    { from: node(2), granted: false, term: cluster.state(2).term },
  ]);
  t.true(log.lastIndex > 0);
  t.deepEqual(standOf(cluster, 2), before);
  t.is(cluster.bench(2).disk.requests.length, written);
});

function standOf(cluster: BenchCluster, id: number) {
  const {
    term: inTerm,
    vote,
    role,
    electionElapsedTicks,
    electionTimeoutTicks,
  } = cluster.state(id);
  return { inTerm, vote, role, electionElapsedTicks, electionTimeoutTicks };
}

// Fails without `sendTerm` in answerLowerTerm (src/raft/step.ts): the first part; and without its
// answer to a pre-vote: the second.
test('item 8: a leader of a lower term hears of the higher one, so that a stranded node comes back', (t) => {
  const cluster = BenchCluster.led(3);
  strand(cluster, 3);
  t.true(cluster.state(3).term > cluster.state(1).term);
  cluster.heal();
  cluster.tick(60);
  const leaders = [1, 2, 3].map((id) => cluster.state(id).leader);
  t.not(leaders[0], NOBODY_LEADS);
  t.deepEqual(leaders, [leaders[0], leaders[0], leaders[0]]);

  // The only one who can be elected is the one with the lower term.
  const pair = BenchCluster.led(3);
  pair.cutPower(3);
  strand(pair, 2);
  pair.put(1, 'k');
  pair.tick(25);
  t.false(pair.state(1).isLeader);
  pair.heal();
  pair.tick(80);
  t.true(pair.state(1).isLeader);
  t.is(pair.state(2).leader, node(1));
});

/** `id` alone enters later terms: asked to campaign while nobody hears it. */
function strand(cluster: BenchCluster, id: number): void {
  cluster.cut(id);
  for (let i = 0; i < 3; i++) {
    const { term: inTerm } = cluster.state(id);
    cluster.inject({ kind: 'timeoutNow', from: node(1), to: node(id), term: inTerm });
    cluster.settle();
  }
}

// Fails without the checks of hasLiveLeader in admitHigherTerm (src/raft/step.ts), without its
// exception for a transfer, and with the drawn timeout in place of the base one.
test('item 9: whoever hears its leader helps nobody else to depose it, unless the leader asked for that', (t) => {
  const cluster = BenchCluster.led(3);
  const { term: led, options } = cluster.state(2);
  cluster.inject(voteRequest(cluster, [3, 2]));
  cluster.settle();
  t.is(cluster.state(2).term, led);
  // Nothing is heard for one base timeout, which is less than the drawn one.
  const drawnLater = [2, 3].find((id) => cluster.state(id).electionTimeoutTicks > 10);
  t.truthy(drawnLater, 'the seeds draw a timeout above the base');
  const voter = drawnLater as number;
  const candidate = voter === 2 ? 3 : 2;
  cluster.tick(options.electionTicks - cluster.state(voter).electionElapsedTicks, [voter]);
  t.is(cluster.state(voter).leader, node(1));
  cluster.inject(voteRequest(cluster, [candidate, voter]));
  cluster.settle();
  t.is(cluster.state(voter).vote, node(candidate));

  const handed = BenchCluster.led(3);
  handed.inject(voteRequest(handed, [3, 2], { transfer: true }));
  handed.settle();
  t.is(handed.state(2).vote, node(3));
});

// Fails when startElection (src/raft/election.ts) puts the own vote into `messages`.
test('item 14: a sole voter elects itself without a network, but only once its vote is durable', (t) => {
  const cluster = new BenchCluster(1);
  const disk = cluster.bench(1).disk;
  disk.isHeld = true;
  cluster.tick(25);
  t.is(cluster.state(1).role, 'candidate');
  disk.isHeld = false;
  cluster.settle();
  t.true(cluster.state(1).isLeader);
  t.like(cluster.put(1, 'k'), { kind: 'written' });
  const { term: first } = cluster.state(1);
  cluster.cutPower(1);
  cluster.start(1);
  cluster.elect(1);
  t.true(cluster.state(1).term > first);
  t.is(cluster.bench(1).textOf('k'), 'v');
});

// Fails when enterTermForVote (src/raft/step.ts) calls becomeFollower for every role.
test('item 15: a vote that is refused does not put off the election of whoever refused it', (t) => {
  const cluster = BenchCluster.led(3);
  cluster.cutPower(1);
  let elapsedTicks = 0;
  while (!hasLeaderOtherThan(cluster, 1, [2, 3])) {
    t.true(++elapsedTicks <= 45, 'a disturber keeps the others from electing anybody');
    cluster.tick(1);
    // A disturber whose log is too short to be elected asks for votes in ever higher terms.
    for (const to of [2, 3]) {
      const highest = Math.max(cluster.state(2).term, cluster.state(3).term);
      const stale = { term: term(highest + 1), lastIndex: index(0), lastTerm: term(0) };
      cluster.inject(voteRequest(cluster, [1, to], stale));
    }
    cluster.settle();
  }
  t.pass();
});

// Fails without `group`, or without the attempt, in drawElectionTimeout (src/raft/state.ts).
test('item 16: each group draws its election timeout anew at every attempt, and no two groups draw alike', (t) => {
  const count = 12;
  const campaigns = campaignTicks(count, 160);
  const gaps = campaigns.map((ticks) => ticks.map((at, i) => at - (ticks[i - 1] ?? 0)));
  t.is(new Set(gaps.map((each) => each.slice(0, 6).join())).size, count);
  for (const each of gaps) {
    t.true(each.every((gap) => gap >= 10 && gap < 20));
    t.true(new Set(each).size > 2);
  }
});

/** When each group of a node that nobody answers asks for votes, in ticks since the start. */
function campaignTicks(count: number, ticks: number): number[][] {
  const asked = Array.from({ length: count }, (): number[] => []);
  const bench = BenchNode.started(groupsOf([1, 2, 3], count));
  let now = 0;
  bench.onSent = ({ group, message }: PeerMessage) => {
    if (message.kind === 'preVoteRequest' && message.to === node(2)) {
      asked[group - 1]?.push(now);
    }
  };
  while (now < ticks) {
    now++;
    bench.tick();
  }
  return asked;
}
