import test from 'ava';
import { index, node, term } from '../branded.ts';
import { sealedEntry } from '../codec/any-message.ts';
import { BenchNode, groupsOf } from './bench-node.ts';

const TRIO = groupsOf([1, 2, 3]);

/** Node 1 as the leader of a group of three, its term's empty entry committed. */
function leaderOfThree(): BenchNode {
  const bench = BenchNode.started(TRIO);
  const envelope = { from: node(2), to: node(1) };
  while (bench.sentOf('preVoteRequest').length === 0) {
    bench.tick();
  }
  const [ask] = bench.sentOf('preVoteRequest');
  const asked = ask?.term ?? term(0);
  bench.deliver({ kind: 'preVoteResponse', ...envelope, term: asked, granted: true });
  bench.settle();
  bench.deliver({ kind: 'voteResponse', ...envelope, term: asked, granted: true });
  bench.settle();
  acknowledge(bench, 2, 2);
  bench.settle();
  return bench;
}

function acknowledge(bench: BenchNode, from: number, through: number): void {
  bench.deliver({
    kind: 'appendResponse',
    from: node(from),
    to: node(1),
    term: bench.node.replicas.get(groupOne())?.raft.state.term ?? term(0),
    rejected: false,
    index: index(through),
    hintIndex: index(0),
    hintTerm: term(0),
  });
}

function groupOne() {
  const [first] = TRIO;
  return first?.group as NonNullable<typeof first>['group'];
}

test('a group of one node elects it and commits', (t) => {
  const bench = BenchNode.leading();
  t.is(bench.noticed('leaderChanged').at(-1)?.leader, node(1));
  const id = bench.put('k', 'v');
  bench.settle();
  t.like(bench.answersTo(id), [{ kind: 'written', result: { status: 'ok' } }]);
  t.is(bench.textOf('k'), 'v');
});

test('a reply leaves only after the sync of its entry', (t) => {
  const bench = BenchNode.leading();
  const id = bench.put('k', 'v');
  bench.turn();
  t.deepEqual(
    bench.effects.map(({ kind }) => kind),
    ['write', 'sync'],
  );
  t.true(bench.diskStep());
  t.deepEqual(bench.answersTo(id), []);
  t.true(bench.diskStep());
  bench.turn();
  t.is(bench.answersTo(id).length, 1);
});

test('a vote leaves only after the sync of term and vote', (t) => {
  const bench = BenchNode.started(TRIO);
  bench.deliver({
    kind: 'voteRequest',
    from: node(2),
    to: node(1),
    term: term(5),
    lastIndex: index(1),
    lastTerm: term(1),
    transfer: false,
  });
  bench.turn();
  bench.diskStep();
  t.deepEqual(bench.sentOf('voteResponse'), []);
  bench.diskStep();
  bench.turn();
  t.like(bench.sentOf('voteResponse'), [{ granted: true, term: term(5), to: node(2) }]);
});

test('an acknowledgement leaves only after the sync of what it acknowledges', (t) => {
  const bench = BenchNode.started(TRIO);
  bench.deliver({
    kind: 'append',
    from: node(2),
    to: node(1),
    term: term(5),
    prevIndex: index(1),
    prevTerm: term(1),
    commitIndex: index(1),
    entries: [sealedEntry(2, 5, 'empty', new Uint8Array(0))],
  });
  bench.turn();
  bench.diskStep();
  t.deepEqual(bench.sentOf('appendResponse'), []);
  bench.diskStep();
  bench.turn();
  t.like(bench.sentOf('appendResponse'), [{ rejected: false, index: index(2) }]);
});

test('an answer to a repeated append waits for the write that is still under way', (t) => {
  const bench = BenchNode.started(TRIO);
  const append = {
    kind: 'append',
    from: node(2),
    to: node(1),
    term: term(5),
    prevIndex: index(1),
    prevTerm: term(1),
    commitIndex: index(1),
    entries: [sealedEntry(2, 5, 'empty', new Uint8Array(0))],
  } as const;
  bench.deliver(append);
  bench.turn();
  bench.deliver(append);
  bench.turn();
  t.deepEqual(bench.sentOf('appendResponse'), []);
  bench.settle();
  t.true(bench.sentOf('appendResponse').length > 0);
});

test('a leader’s appends leave in the turn of the proposal, beside its own write', (t) => {
  const bench = leaderOfThree();
  bench.sent.length = 0;
  bench.put('k', 'v');
  bench.turn();
  t.deepEqual(
    bench.effects.map(({ kind }) => kind),
    ['send', 'write', 'sync'],
  );
  t.like(bench.sentOf('append'), [{ to: node(2) }]);
});

test('a leader of three commits with one follower only once its own write is durable', (t) => {
  const bench = leaderOfThree();
  const id = bench.put('k', 'v');
  bench.turn();
  acknowledge(bench, 2, 3);
  bench.turn();
  t.deepEqual(bench.answersTo(id), []);
  bench.settle();
  t.is(bench.answersTo(id).length, 1);
});

test('two followers commit without the leader, but it replies only once its own write is durable', (t) => {
  const bench = leaderOfThree();
  const id = bench.put('k', 'v');
  bench.turn();
  acknowledge(bench, 2, 3);
  acknowledge(bench, 3, 3);
  bench.turn();
  t.is(bench.node.replicas.get(groupOne())?.raft.state.log.commitIndex, index(3));
  t.deepEqual(bench.answersTo(id), []);
  bench.settle();
  t.is(bench.answersTo(id).length, 1);
});

test('the writes of many groups in one turn share one write and one sync', (t) => {
  const bench = BenchNode.leading(20);
  const ids = Array.from({ length: 20 }, (_, i) => bench.put('k', 'v', {}, i + 1));
  const before = bench.node.syncs;
  bench.turn();
  t.deepEqual(
    bench.effects.map(({ kind }) => kind),
    ['write', 'sync'],
  );
  bench.settle();
  t.is(bench.node.syncs, before + 1);
  t.true(ids.every((id) => bench.answersTo(id).length === 1));
});

test('what comes while a write is under way is written together afterwards', (t) => {
  const bench = BenchNode.leading();
  const first = bench.put('a', '1');
  bench.turn();
  const before = bench.disk.requests.length;
  const later = ['b', 'c', 'd'].map((key) => {
    const id = bench.put(key, '2');
    bench.turn();
    return id;
  });
  t.is(bench.disk.requests.length, before);
  bench.settle();
  t.is(bench.disk.requests.length, before + 2);
  t.true([first, ...later].every((id) => bench.answersTo(id).length === 1));
});

test('a proposal beyond what may wait is answered busy, and accepted later', (t) => {
  const bench = BenchNode.leading(1, { unappliedBytesMax: 2000 });
  const first = bench.put('a', 'x'.repeat(1500));
  const second = bench.put('b', 'x'.repeat(1500));
  bench.turn();
  t.deepEqual(bench.answersTo(first), []);
  t.like(bench.answersTo(second), [{ kind: 'refused', code: 'busy' }]);
  bench.settle();
  const third = bench.put('b', 'x'.repeat(1500));
  bench.settle();
  t.like(bench.answersTo(third), [{ kind: 'written' }]);
});

test('applying is cut into turns, and goes on without further events', (t) => {
  const bench = BenchNode.leading(1, { applyBytesMax: 1 });
  const ids = Array.from({ length: 10 }, (_, i) => bench.put(`k${i}`, 'v'));
  bench.turn();
  bench.disk.settle();
  bench.turn();
  const soon = ids.filter((id) => bench.answersTo(id).length > 0).length;
  t.true(soon < 10);
  t.is(bench.effects.at(-1)?.kind, 'again');
  bench.settle();
  t.true(ids.every((id) => bench.answersTo(id).length === 1));
});

test('a turn without events asks for nothing', (t) => {
  const bench = leaderOfThree();
  bench.turn();
  t.deepEqual(bench.effects, []);
});
