import test from 'ava';
import { COMMAND_BYTES_MAX } from '../../src/base/limits.ts';
import { index, node, term } from '../branded.ts';
import { BenchNode, groupsOf } from './bench-node.ts';

test('a linearizable read sees every write that was answered before it', (t) => {
  const bench = BenchNode.leading();
  for (let i = 0; i < 5; i++) {
    bench.put('k', `${i}`);
    bench.settle();
    const id = bench.read('k');
    bench.settle();
    const [answer] = bench.answersTo(id);
    t.is(answer?.kind === 'read' && String.fromCharCode(...answer.value), `${i}`);
  }
});

test('an absent key is read as not found', (t) => {
  const bench = BenchNode.leading();
  const id = bench.read('nothing');
  bench.settle();
  t.like(bench.answersTo(id), [{ kind: 'read', found: false, revision: 0 }]);
});

test('a follower refuses a write and names the leader', (t) => {
  const bench = BenchNode.started(groupsOf([1, 2, 3]));
  bench.deliver({
    kind: 'heartbeat',
    from: node(2),
    to: node(1),
    term: term(3),
    commitIndex: index(1),
    readCounter: 0,
  });
  const id = bench.put('k', 'v');
  bench.settle();
  t.like(bench.answersTo(id), [{ kind: 'refused', code: 'notLeader', leader: node(2) }]);
});

test('what cannot be done is refused with a code of its own', (t) => {
  const bench = BenchNode.leading();
  const asked = {
    unknownGroup: bench.put('k', 'v', {}, 99),
    rejected: bench.operate({ kind: 'transfer', target: node(8) }),
    invalid: bench.put('x'.repeat(5000), 'v'),
    tooLarge: bench.put('k', 'v', { value: new Uint8Array(COMMAND_BYTES_MAX) }),
  };
  bench.settle();
  for (const [code, id] of Object.entries(asked)) {
    t.like(bench.answersTo(id), [{ kind: 'refused', code }], code);
  }
});

test('bytes that are no request are answered as invalid under their id', (t) => {
  const bench = BenchNode.leading();
  bench.request(Uint8Array.of(9, 0, 0, 0, 77, 0, 0, 0, 99, 1, 0, 0, 0), 77);
  bench.settle();
  t.like(bench.answersTo(77), [{ kind: 'refused', code: 'invalid' }]);
});

test('a write that finds no quorum in time ends with its outcome unknown, a read is refused', (t) => {
  const bench = BenchNode.started(groupsOf([1, 2, 3]), {
    requestTimeoutTicks: 5,
    checkQuorum: false,
    preVote: false,
  });
  while (bench.sentOf('voteRequest').length === 0) {
    bench.tick();
  }
  const asked = bench.sentOf('voteRequest')[0]?.term ?? term(0);
  bench.deliver({ kind: 'voteResponse', from: node(2), to: node(1), term: asked, granted: true });
  bench.settle();
  const write = bench.put('k', 'v');
  const read = bench.read('k');
  bench.settle();
  t.deepEqual([bench.answersTo(write), bench.answersTo(read)], [[], []]);
  bench.tick(6);
  t.like(bench.answersTo(write), [{ kind: 'unknownOutcome', cause: 'timeout' }]);
  t.like(bench.answersTo(read), [{ kind: 'refused', code: 'dropped' }]);
});

test('a status tells what the node knows of the group', (t) => {
  const bench = BenchNode.leading();
  bench.put('k', 'v');
  bench.settle();
  const id = bench.operate({ kind: 'status' });
  bench.settle();
  const [answer] = bench.answersTo(id);
  t.like(answer, {
    kind: 'status',
    status: { role: 'leader', leader: node(1), keys: 1, commitIndex: index(3) },
  });
});

// The second fails when `noticeCommitted` (src/engine/noticing.ts) takes `durableIndex` for `commitIndex`.
test('who asks for it hears that a write is committed before it is applied, others do not', (t) => {
  const bench = BenchNode.leading();
  const silent = bench.put('k', 'v');
  const noticed = bench.put('k', 'w', { notifyCommit: true });
  bench.settle();
  t.deepEqual(kindsOf(bench, silent), ['written']);
  t.deepEqual(kindsOf(bench, noticed), ['committed', 'written']);
});

test('a leader tells of a commit although its own disk does not have the entry', (t) => {
  const bench = BenchNode.started(groupsOf([1, 2, 3]), { checkQuorum: false, preVote: false });
  while (bench.sentOf('voteRequest').length === 0) {
    bench.tick();
  }
  const asked = bench.sentOf('voteRequest')[0]?.term ?? term(0);
  const from = { from: node(2), to: node(1), term: asked } as const;
  bench.deliver({ kind: 'voteResponse', ...from, granted: true });
  bench.settle();
  const id = bench.put('k', 'v', { notifyCommit: true });
  bench.turn();
  t.deepEqual(kindsOf(bench, id), []);
  for (const peer of [2, 3]) {
    const has = { rejected: false, index: index(3), hintIndex: index(0), hintTerm: term(0) };
    bench.deliver({ kind: 'appendResponse', ...from, from: node(peer), ...has });
  }
  bench.turn();
  t.deepEqual(kindsOf(bench, id), ['committed']);
  bench.settle();
  t.deepEqual(kindsOf(bench, id), ['committed', 'written']);
});

test('every request is answered exactly once', (t) => {
  const bench = BenchNode.leading(2, { unappliedBytesMax: 300 });
  const ids: number[] = [];
  for (let i = 0; i < 60; i++) {
    const of = 1 + (i % 3);
    ids.push(i % 4 === 0 ? bench.read('k', 'linearizable', of) : bench.put('k', `${i}`, {}, of));
    if (i % 7 === 0) {
      bench.turn();
    }
  }
  bench.settle();
  t.deepEqual(
    ids.map((id) => bench.answersTo(id).length),
    ids.map(() => 1),
  );
});

test('a membership change is answered when it is applied, or with why it was refused', (t) => {
  const bench = BenchNode.leading();
  const change = (changes: Parameters<typeof learner>[0]) =>
    bench.operate({ kind: 'changeMembership', change: learner(changes) });
  const added = change(4);
  bench.settle();
  t.like(bench.answersTo(added), [{ kind: 'done' }]);
  const again = change(4);
  bench.settle();
  t.like(bench.answersTo(again), [{ kind: 'refused', code: 'rejected', reason: 'alreadyMember' }]);
});

test('with ordered changes one that quotes nothing, or an older one, is refused', (t) => {
  const bench = BenchNode.leading(1, { orderedChanges: true });
  const ask = (id: number, expectedChangeId: ReturnType<typeof index> | null) => {
    const change = { ...learner(id), expectedChangeId };
    const request = bench.operate({ kind: 'changeMembership', change });
    bench.settle();
    return bench.answersTo(request)[0];
  };
  t.like(ask(4, null), { kind: 'refused', code: 'rejected' });
  t.like(ask(4, index(1)), { kind: 'done' });
  t.like(ask(5, index(1)), { kind: 'refused', code: 'rejected', reason: 'outdated' });
});

function learner(id: number) {
  const address = `10.0.0.${id}:7000`;
  const add = { kind: 'addLearner', node: node(id), address } as const;
  return { initial: false, expectedChangeId: null, transition: 'single', changes: [add] } as const;
}

function kindsOf(bench: BenchNode, id: number): string[] {
  return bench.answersTo(id).map(({ kind }) => kind);
}
