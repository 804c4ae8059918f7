import test, { type ExecutionContext } from 'ava';
import { changeMembers, leaveJointConfiguration } from '../../src/client/member-requests.ts';
import type { ClientResponse } from '../../src/codec/client/response.ts';
import type { MemberChange, Transition } from '../../src/kv/membership-change.ts';
import { index, node, term } from '../branded.ts';
import { memberOf } from '../engine/bench-node.ts';
import { BenchCluster } from './bench-cluster.ts';

const add = (kind: 'addVoter' | 'addLearner' | 'addWitness', id: number): MemberChange => ({
  kind,
  ...memberOf(id),
});
const step = (kind: 'promote' | 'remove' | 'demote', id: number): MemberChange => ({
  kind,
  node: node(id),
});

/** Asks node `id` for a change; the answers that it gave by the time everything rests. */
function change(
  cluster: BenchCluster,
  id: number,
  changes: readonly MemberChange[],
  transition: Exclude<Transition, 'leave'> = 'single',
): () => ClientResponse[] {
  cluster.connect();
  const bench = cluster.bench(id);
  const request = bench.operate(changeMembers(changes, { transition, expectedChangeId: null }));
  cluster.settle();
  return () => bench.answersTo(request);
}

function leave(cluster: BenchCluster, id: number): () => ClientResponse[] {
  cluster.connect();
  const bench = cluster.bench(id);
  const request = bench.operate(leaveJointConfiguration(null));
  cluster.settle();
  return () => bench.answersTo(request);
}

const votersAt = (cluster: BenchCluster, id: number) => [...cluster.state(id).configuration.voters];
const lead = (cluster: BenchCluster, ids: readonly number[]) =>
  ids.filter((id) => cluster.state(id).isLeader);

/** A cluster led by node 1 whose node 4 has joined as a learner and caught up. */
function withLearner(t: ExecutionContext): BenchCluster {
  const cluster = BenchCluster.led(3);
  t.like(change(cluster, 1, [add('addLearner', 4)])(), [{ kind: 'done' }]);
  cluster.join(4);
  cluster.tick(30);
  t.deepEqual([...cluster.state(4).configuration.learners], [node(4)]);
  return cluster;
}

// Fails without `!hasUnappliedConfiguration(raft)` in isPromotable (src/raft/state.ts), and, for the
// witness, with `configuration.voters.includes` in place of isElectable there.
test('item 12: only a voter with everything applied that concerns members campaigns', (t) => {
  const cluster = withLearner(t);
  const campaign = (id: number) => {
    cluster.replica(id).raft.campaign();
    return cluster.state(id).role;
  };
  t.is(campaign(4), 'follower');
  cluster.join(5);
  cluster.tick(30);
  t.like(change(cluster, 1, [add('addWitness', 5)])(), [{ kind: 'done' }]);
  cluster.tick(30);
  t.deepEqual([...cluster.state(5).configuration.witnesses], [node(5)]);
  t.is(campaign(5), 'follower');
  cluster.bench(2).disk.isHeld = true;
  change(cluster, 1, [step('remove', 4)]);
  cluster.tick(1);
  const { log } = cluster.state(2);
  t.true(log.commitIndex > log.appliedIndex);
  t.is(campaign(2), 'follower');
  cluster.bench(2).disk.isHeld = false;
  cluster.tick(1);
  t.is(log.commitIndex, log.appliedIndex);
  t.is(campaign(2), 'preCandidate');
});

// Fails when onVoteRequest (src/raft/election.ts) lets voters alone grant a vote.
test('item 13: a learner votes when asked and never campaigns, and only voters’ votes are counted', (t) => {
  const cluster = withLearner(t);
  cluster.cutPower(2);
  cluster.cutPower(3);
  cluster.cutPower(1);
  cluster.tick(60);
  t.is(cluster.state(4).role, 'follower');
  cluster.start(1);
  cluster.tick(60);
  t.deepEqual(lead(cluster, [1, 4]), []);
  const { log, term: now } = cluster.state(4);
  cluster.sent.length = 0;
  cluster.inject({
    kind: 'voteRequest',
    from: node(1),
    to: node(4),
    term: term(now + 1),
    lastIndex: log.lastIndex,
    lastTerm: log.lastTerm,
    transfer: true,
  });
  cluster.settle();
  t.true(cluster.sentOf('voteResponse').some(({ from, granted }) => from === node(4) && granted));
});

// Fails without the condition on `configurationIndexMin` in refusalOfConfiguration
// (src/raft/proposing.ts).
test('item 31: one change of members at a time is under way', (t) => {
  const cluster = BenchCluster.led(3);
  cluster.isLost = ({ kind }) => kind === 'append';
  const first = change(cluster, 1, [add('addLearner', 4)]);
  t.deepEqual(first(), []);
  t.like(change(cluster, 1, [add('addLearner', 5)])(), [{ kind: 'refused', code: 'dropped' }]);
  cluster.heal();
  cluster.tick(3);
  t.like(first(), [{ kind: 'done' }]);
  cluster.join(4);
  t.like(change(cluster, 1, [add('addLearner', 5)], 'explicit')(), [{ kind: 'done' }]);
  const during = change(cluster, 1, [add('addLearner', 6)]);
  t.like(during(), [{ kind: 'refused', code: 'rejected', reason: 'alreadyJoint' }]);
  cluster.join(5);
  t.like(leave(cluster, 1)(), [{ kind: 'done' }]);
  t.like(change(cluster, 1, [add('addLearner', 6)])(), [{ kind: 'done' }]);
});

// Fails without `!hasCommittedInTerm(raft)` in refusalOfConfiguration (src/raft/proposing.ts).
test('item 32: a new leader changes no members before an entry of its term is committed', (t) => {
  const cluster = BenchCluster.led(3);
  cluster.cut(1);
  const isCut = cluster.isLost;
  cluster.isLost = (message) => isCut(message) || message.kind === 'append';
  cluster.elect(2);
  t.like(change(cluster, 2, [step('remove', 1)])(), [{ kind: 'refused', code: 'dropped' }]);
  cluster.isLost = isCut;
  cluster.tick(3, [2, 3]);
  t.like(change(cluster, 2, [step('remove', 1)])(), [{ kind: 'done' }]);
});

// Fails without `raft.applyConfiguration` in applyConfigurationEntry (src/engine/applying.ts).
test('item 33: a change of members counts once it is applied, on either side of a crash', (t) => {
  const cluster = BenchCluster.led(3);
  cluster.isLost = ({ kind }) => kind === 'appendResponse';
  change(cluster, 1, [add('addLearner', 4)]);
  const at = cluster.state(1).log.lastIndex;
  t.is(cluster.state(2).log.lastIndex, at);
  cluster.cutPower(2);
  cluster.start(2);
  for (const id of [1, 2, 3]) {
    t.deepEqual([...cluster.state(id).configuration.learners], [], `${id}`);
  }
  cluster.heal();
  cluster.tick(30);
  for (const id of [1, 2, 3]) {
    t.deepEqual([...cluster.state(id).configuration.learners], [node(4)], `${id}`);
  }
  for (const id of [1, 2, 3]) {
    cluster.cutPower(id);
  }
  for (const id of [1, 2, 3]) {
    cluster.start(id);
  }
  cluster.elect(3);
  cluster.tick(2);
  t.deepEqual([...cluster.state(1).configuration.learners], [node(4)]);
});

// Fails when applyConfiguration (src/raft/configuring.ts) steps down at once.
test('item 34: a leader that removes itself does not count itself and steps down', (t) => {
  const three = BenchCluster.led(3);
  const removal = three.state(1).log.lastIndex + 1;
  three.isLost = (message) => message.kind === 'appendResponse' && message.index > removal;
  const answer = change(three, 1, [step('remove', 1)]);
  three.tick(1);
  t.deepEqual(votersAt(three, 1), [2, 3].map(node));
  t.true(three.state(1).isLeader);
  t.is(three.state(1).log.durableIndex, index(removal + 1));
  t.is(three.state(1).log.commitIndex, index(removal));
  t.deepEqual(answer(), []);
  three.heal();
  three.tick(2);
  t.like(answer(), [{ kind: 'done' }]);
  t.is(three.replica(1).status, 'removed');
  t.is(lead(three, [2, 3]).length, 1);

  const two = BenchCluster.led(2);
  t.like(change(two, 1, [step('remove', 1)])(), [{ kind: 'done' }]);
  two.tick(30);
  t.is(two.replica(1).status, 'removed');
  t.like(two.put(2, 'k'), { kind: 'written' });
});

// Fails without tellRemoved (src/engine/peers.ts), and without the condition on `removed` in admitNew
// (src/kv/membership-change.ts).
test('item 35: a removed node is told, stops, and never comes back under its id', (t) => {
  const cluster = BenchCluster.led(3);
  cluster.cutPower(3);
  t.like(change(cluster, 1, [step('remove', 3)])(), [{ kind: 'done' }]);
  cluster.start(3);
  cluster.tick(40);
  t.like(cluster.bench(3).noticed('replicaRemoved'), [{ error: { code: 'NODE_REMOVED' } }]);
  for (const kind of ['addVoter', 'addLearner', 'addWitness'] as const) {
    const again = change(cluster, 1, [add(kind, 3)]);
    t.like(again(), [{ kind: 'refused', code: 'rejected', reason: 'removedForEver' }]);
  }
  cluster.cutPower(3);
  cluster.start(3);
  t.like(cluster.bench(3).noticed('replicaRemoved'), [{ error: { code: 'NODE_REMOVED' } }]);
});

// Fails when isForsaken (src/engine/leaving.ts) is always false.
test('a learner that missed its removal asks, and is told', (t) => {
  const cluster = BenchCluster.led(3);
  change(cluster, 1, [add('addLearner', 4)]);
  cluster.join(4);
  cluster.tick(30);
  cluster.cut(4);
  t.like(change(cluster, 1, [step('remove', 4)])(), [{ kind: 'done' }]);
  cluster.heal();
  cluster.tick(60);
  t.like(cluster.bench(4).noticed('replicaRemoved'), [{ error: { code: 'NODE_REMOVED' } }]);
});

// Fails when refusalOfPromotion (src/engine/admitting.ts) refuses nothing.
test('item 36: a learner becomes a voter only when it has caught up', (t) => {
  const cluster = BenchCluster.led(3);
  change(cluster, 1, [add('addLearner', 4)]);
  t.like(change(cluster, 1, [step('promote', 5)])(), [{ kind: 'refused', code: 'rejected' }]);
  const early = change(cluster, 1, [step('promote', 4)]);
  t.like(early(), [{ kind: 'refused', code: 'dropped' }]);
  t.deepEqual(votersAt(cluster, 1), [1, 2, 3].map(node));
  cluster.join(4);
  cluster.tick(30);
  t.like(change(cluster, 1, [step('promote', 4)])(), [{ kind: 'done' }]);
  t.deepEqual(votersAt(cluster, 4), [1, 2, 3, 4].map(node));
});

// Fails when quorumReached (src/raft/quorum.ts) looks at the incoming half alone, when quorumVote does,
// and, for the second part, when completeChange (src/engine/leaving.ts) proposes nothing.
test('item 37: in joint consensus everything is decided by both majorities', (t) => {
  const cluster = BenchCluster.led(3);
  cluster.join(4);
  cluster.join(5);
  cluster.tick(30);
  const joint = [add('addVoter', 4), add('addVoter', 5), step('remove', 2), step('remove', 3)];
  t.like(change(cluster, 1, joint, 'explicit')(), [{ kind: 'done' }]);
  cluster.tick(30);
  t.like(cluster.put(1, 'k', 'both'), { kind: 'written' });
  for (const away of [
    [2, 3],
    [4, 5],
  ]) {
    cluster.cut(...away);
    const read = cluster.bench(1).read('k');
    t.is(cluster.put(1, 'k', 'one half'), undefined);
    t.deepEqual(cluster.bench(1).answersTo(read), []);
    cluster.tick(60);
    t.deepEqual(lead(cluster, [1, 2, 3, 4, 5]), []);
    cluster.heal();
    cluster.elect(1);
    cluster.tick(3);
    t.like(cluster.put(1, 'k', 'both'), { kind: 'written' });
  }
  t.like(leave(cluster, 1)(), [{ kind: 'done' }]);
  t.deepEqual([...cluster.state(1).configuration.outgoing], []);

  // Whoever leads next leaves in its place.
  const next = BenchCluster.led(3);
  loseLeaving(next);
  change(next, 1, [step('demote', 3)], 'auto');
  t.deepEqual([...next.state(2).configuration.outgoing], [1, 2, 3].map(node));
  const { term: lost } = next.state(1);
  next.cutPower(1);
  next.heal();
  next.start(1);
  next.tick(60);
  t.true(next.state(2).term > lost);
  t.deepEqual([...next.state(2).configuration.outgoing], []);
  t.deepEqual([...next.state(2).configuration.learners], [node(3)]);
});

// Fails without `!isChanging` in confirmConfiguration (src/raft/configuring.ts).
test('who is left when others were removed goes on without them after a power cut', (t) => {
  const cluster = BenchCluster.led(4);
  t.like(change(cluster, 1, [step('remove', 4)])(), [{ kind: 'done' }]);
  cluster.tick(2);
  cluster.bench(2).operate({ kind: 'snapshot', untilSaved: true });
  cluster.settle();
  loseLeaving(cluster);
  change(cluster, 1, [step('remove', 1), step('remove', 3)], 'auto');
  cluster.cutPower(1);
  cluster.heal();
  // A leader that started from a snapshot does not know who has heard of the first removal: it confirms
  // that, and leaves the joint configuration.
  cluster.cutPower(2);
  cluster.start(2);
  cluster.start(1);
  cluster.elect(2);
  cluster.tick(30);
  t.deepEqual(
    [1, 3].map((id) => cluster.replica(id).status),
    ['removed', 'removed'],
  );
  cluster.cutPower(2);
  cluster.start(2);
  cluster.tick(60);
  t.true(cluster.state(2).isLeader);
  t.like(cluster.put(2, 'k'), { kind: 'written' });
});

// Fails when answerChange (src/engine/applying.ts) answers `done` where awaitConfirmation is false.
test('who was deposed does not say of a removal that its machine may be switched off', (t) => {
  const cluster = BenchCluster.led(3);
  cluster.bench(1).disk.isHeld = true;
  const answer = change(cluster, 1, [step('remove', 3)]);
  const { log, term: led } = cluster.state(1);
  t.true(log.commitIndex > log.appliedIndex);
  cluster.isLost = () => true;
  const of = { from: node(2), to: node(1), term: term(led + 1) };
  cluster.inject({ kind: 'heartbeatResponse', ...of, readCounter: 0 });
  cluster.settle();
  cluster.bench(1).disk.isHeld = false;
  cluster.settle();
  t.deepEqual(votersAt(cluster, 1), [1, 2].map(node));
  t.like(answer(), [{ kind: 'unknownOutcome', cause: 'leaderLost' }]);
});

/** Keeps node 1, the leader, from writing and sending the entry that leaves a joint configuration. */
function loseLeaving(cluster: BenchCluster): void {
  const { disk } = cluster.bench(1);
  cluster.isLost = (message) => {
    const isLeaving =
      message.kind === 'append' &&
      message.entries.length > 0 &&
      isLeave(cluster, message.prevIndex);
    disk.isHeld ||= isLeaving;
    return isLeaving;
  };
}

/** Whether what follows `at` is the entry that leaves the joint configuration. */
function isLeave(cluster: BenchCluster, at: number): boolean {
  const { log, configuration } = cluster.state(1);
  return configuration.outgoing.length > 0 && at >= log.appliedIndex;
}

// Fails when onAppend (src/raft/following.ts) answers among `messages`.
test('item 38: a joining node has its first configuration on disk before it answers', (t) => {
  const cluster = BenchCluster.led(3);
  change(cluster, 1, [add('addLearner', 4)]);
  cluster.isLost = ({ kind, to }) => kind === 'append' && to === node(4);
  cluster.join(4);
  cluster.tick(30);
  cluster.bench(4).disk.isHeld = true;
  cluster.heal();
  cluster.sent.length = 0;
  cluster.tick(5);
  const acknowledged = () =>
    cluster
      .sentOf('appendResponse')
      .filter(({ from, rejected, index: at }) => from === node(4) && !rejected && at > 0);
  t.deepEqual(acknowledged(), []);
  cluster.bench(4).disk.isHeld = false;
  cluster.tick(5);
  t.true(acknowledged().length > 0);
  cluster.cutPower(4);
  cluster.start(4);
  t.true(cluster.state(4).log.lastIndex >= (acknowledged().at(-1)?.index ?? 0));
});

// Fails when changeMembership (src/kv/membership-change.ts) refuses by chance, as one that looked at
// anything but the replicated state would.
test('item 39: every replica decides alike, as it applies it, whether a change of members is admitted', (t) => {
  const cluster = BenchCluster.led(3);
  cluster.join(4);
  const said: unknown[] = [];
  const wanted: readonly (readonly [MemberChange[], Exclude<Transition, 'leave'>])[] = [
    [[add('addLearner', 4)], 'single'],
    [[add('addLearner', 4)], 'single'],
    [[{ kind: 'addLearner', node: node(5), address: ` ${memberOf(4).address} ` }], 'single'],
    [[step('demote', 3)], 'single'],
    [[step('remove', 9)], 'single'],
    [[add('addLearner', 9)], 'single'],
    [[step('remove', 1), step('remove', 2), step('remove', 3)], 'auto'],
    [[step('promote', 2)], 'single'],
  ];
  for (const [steps, transition] of wanted) {
    const [answer] = change(cluster, 1, steps, transition)();
    cluster.tick(2);
    said.push(answer?.kind === 'refused' ? answer.reason : answer?.kind);
  }
  t.deepEqual(said, [
    'done',
    'alreadyMember',
    'addressInUse',
    'demotionOutsideJoint',
    'done',
    'removedForEver',
    'lastVoter',
    'alreadyVoter',
  ]);
  const membership = (id: number) => cluster.replica(id).machine.membership;
  cluster.cutPower(3);
  cluster.start(3);
  cluster.tick(3);
  t.deepEqual(membership(2), membership(1));
  t.deepEqual(membership(3), membership(1));
  t.deepEqual(membership(1).removed, [node(9)]);
});
