import test from 'ava';
import { RaftLabError } from '../../src/base/errors.ts';
import { encodeMembershipChange } from '../../src/codec/membership.ts';
import type { JoinAnswer } from '../../src/codec/peer/peer-message.ts';
import { nodeUtf8 } from '../../src/io/platform/ports.ts';
import type { MemberChange } from '../../src/kv/membership-change.ts';
import { group, index, node, term } from '../branded.ts';
import { sealedEntry } from '../codec/any-message.ts';
import { BenchNode, groupsOf } from './bench-node.ts';

const JOINING = [{ group: group(1), join: true, members: [], contacts: [node(2)] }];
const VOTERS = [2, 3, 4].map(node);

function answer(bench: BenchNode, from: number, change: Partial<JoinAnswer> = {}): void {
  bench.deliver({
    kind: 'joinAnswer',
    from: node(from),
    to: node(1),
    term: term(0),
    standing: 'learner',
    configurationIndex: index(5),
    voters: VOTERS,
    ...change,
  });
  bench.settle();
}

/** Whether the node takes part: it answers a leader's heartbeat. */
function takesPart(bench: BenchNode): boolean {
  bench.sent.length = 0;
  bench.deliver({
    kind: 'heartbeat',
    from: node(2),
    to: node(1),
    term: term(3),
    commitIndex: index(0),
    readCounter: 0,
  });
  bench.settle();
  return bench.sentOf('heartbeatResponse').length > 0;
}

/** Puts a change of members into the log, behind its first entry, that is not committed. */
function appendChange(bench: BenchNode, at: number, one: MemberChange): void {
  const change = {
    initial: false,
    expectedChangeId: null,
    transition: 'single',
    changes: [one],
  } as const;
  bench.deliver({
    kind: 'append',
    from: node(2),
    to: node(1),
    term: term(2),
    prevIndex: index(at - 1),
    prevTerm: term(1),
    commitIndex: index(at - 1),
    entries: [sealedEntry(at, 2, 'configuration', encodeMembershipChange(change, nodeUtf8))],
  });
  bench.settle();
}

test('a newcomer asks its contacts until it hears, and then the voters they name', (t) => {
  const bench = BenchNode.started(JOINING);
  bench.tick(10);
  t.deepEqual(
    bench.sentOf('joinQuestion').map(({ to }) => to),
    [node(2)],
  );
  answer(bench, 2);
  bench.sent.length = 0;
  bench.tick(10);
  t.deepEqual(
    bench.sentOf('joinQuestion').map(({ to }) => to),
    VOTERS,
  );
});

test('a newcomer takes part once a majority of voters calls it a learner', (t) => {
  const bench = BenchNode.started(JOINING);
  t.false(takesPart(bench));
  answer(bench, 2);
  answer(bench, 2);
  t.false(takesPart(bench));
  answer(bench, 3);
  t.true(takesPart(bench));
});

test('what is said of an older configuration does not count', (t) => {
  const bench = BenchNode.started(JOINING);
  answer(bench, 2, { configurationIndex: index(9) });
  answer(bench, 3, { configurationIndex: index(5) });
  t.false(takesPart(bench));
  answer(bench, 3, { configurationIndex: index(9) });
  t.true(takesPart(bench));
});

test('a newer configuration voids what was said of the older one', (t) => {
  const bench = BenchNode.started(JOINING);
  answer(bench, 2);
  answer(bench, 3, { configurationIndex: index(9) });
  t.false(takesPart(bench));
});

// Default profile, seed 485: an older configuration than one heard of once was ignored for good.
test('a change that was taken back, or that nobody else tells of, keeps nobody waiting', (t) => {
  const takenBack = BenchNode.started(JOINING);
  answer(takenBack, 2, { configurationIndex: index(9) });
  answer(takenBack, 3);
  t.false(takesPart(takenBack));
  answer(takenBack, 2);
  t.true(takesPart(takenBack));

  const lost = BenchNode.started(JOINING);
  answer(lost, 2, { configurationIndex: index(9) });
  answer(lost, 3);
  answer(lost, 4);
  t.true(takesPart(lost));
});

test('whoever changes its mind is counted for what it said last', (t) => {
  const bench = BenchNode.started(JOINING);
  answer(bench, 2);
  answer(bench, 2, { standing: 'stranger' });
  answer(bench, 3);
  t.false(takesPart(bench));
});

test('a node with an empty directory that a majority calls a voter has lost its data', (t) => {
  const bench = BenchNode.started(JOINING);
  answer(bench, 2, { standing: 'voter' });
  t.deepEqual(bench.noticed('replicaQuarantined'), []);
  answer(bench, 3, { standing: 'voter' });
  const [notice] = bench.noticed('replicaQuarantined');
  t.is(notice?.error instanceof RaftLabError && notice.error.code, 'DATA_LOST');
  t.false(takesPart(bench));
});

test('a stranger waits and says so', (t) => {
  const bench = BenchNode.started(JOINING);
  answer(bench, 2, { standing: 'stranger' });
  t.deepEqual(bench.noticed('waitingForAdmission'), [
    { kind: 'waitingForAdmission', group: group(1) },
  ]);
  t.false(takesPart(bench));
});

// Fails without `voters.length > 0` in saidByMajority (src/engine/joining.ts).
test('nobody is taken for new because of one who knows no configuration', (t) => {
  const bench = BenchNode.started(JOINING);
  answer(bench, 2, { standing: 'stranger', configurationIndex: index(0), voters: [] });
  answer(bench, 2, { standing: 'voter' });
  answer(bench, 3, { standing: 'voter' });
  t.is(bench.noticed('replicaQuarantined').length, 1);
});

test('a member tells who asks how it stands, by changes in its log that are not committed too', (t) => {
  const bench = BenchNode.started(groupsOf([1, 2, 3]));
  const ask = () => {
    bench.sent.length = 0;
    bench.deliver({ kind: 'joinQuestion', from: node(4), to: node(1), term: term(0) });
    bench.settle();
    return bench.sentOf('joinAnswer')[0];
  };
  t.like(ask(), { standing: 'stranger', configurationIndex: index(1) });
  const add = { kind: 'addLearner', node: node(4), address: '10.0.0.4:7000' } as const;
  appendChange(bench, 2, add);
  t.like(ask(), { standing: 'learner', configurationIndex: index(2) });
});

// Membership profile, seed 802: a new witness was not answered any more, but needed for its removal.
test('who is being removed is answered as a member until its removal is applied', (t) => {
  const bench = BenchNode.started(groupsOf([1, 2, 3]));
  appendChange(bench, 2, { kind: 'remove', node: node(3) });
  bench.sent.length = 0;
  bench.deliver({ kind: 'joinQuestion', from: node(3), to: node(1), term: term(0) });
  bench.settle();
  t.like(bench.sentOf('joinAnswer')[0], { standing: 'voter', configurationIndex: index(1) });
});

test('a replica that was removed stops, is marked on disk, and never starts again', (t) => {
  const bench = BenchNode.started(groupsOf([1, 2, 3]));
  bench.deliver({ kind: 'removedNotice', from: node(2), to: node(1), term: term(0) });
  bench.settle();
  t.is(bench.noticed('replicaRemoved')[0]?.error.code, 'NODE_REMOVED');
  t.false(takesPart(bench));
  for (const groups of [[], groupsOf([1, 2, 3]), JOINING]) {
    const again = BenchNode.started(groups, {}, bench.disk);
    t.is(again.noticed('replicaRemoved')[0]?.error.code, 'NODE_REMOVED');
    t.is(again.node.status, 'running');
    t.false(takesPart(again));
  }
});

test('who was removed is told so, and not listened to', (t) => {
  const bench = BenchNode.leading();
  const remove = { kind: 'remove', node: node(9) } as const;
  bench.operate({
    kind: 'changeMembership',
    change: { initial: false, expectedChangeId: null, transition: 'single', changes: [remove] },
  });
  bench.settle();
  bench.deliver({
    kind: 'voteRequest',
    from: node(9),
    to: node(1),
    term: term(99),
    lastIndex: index(99),
    lastTerm: term(99),
    transfer: true,
  });
  bench.settle();
  t.like(bench.sentOf('removedNotice'), [{ to: node(9) }]);
  t.true((bench.node.replicas.get(group(1))?.raft.state.term ?? 0) < 99);
});

test('a newcomer that a majority did not know may begin as a voter, also after a restart', (t) => {
  const bench = BenchNode.started(JOINING);
  answer(bench, 2, { standing: 'stranger' });
  answer(bench, 3, { standing: 'stranger' });
  const again = BenchNode.started(JOINING, {}, bench.disk);
  t.false(takesPart(again));
  answer(again, 2, { standing: 'voter', configurationIndex: index(9) });
  t.true(takesPart(again));
  t.deepEqual(again.noticed('replicaQuarantined'), []);
});
