import test from 'ava';
import { index, node, term } from '../branded.ts';
import { BenchCluster } from './bench-cluster.ts';

// Fails when persist (src/engine/turn.ts) sends `messagesAfterPersist` before `onDurable`.
test('item 4: no vote and no acknowledgement leaves before what it promises is durable', (t) => {
  const cluster = BenchCluster.led(3);
  const { disk } = cluster.bench(3);
  const answers = (kind: 'appendResponse' | 'voteResponse') =>
    cluster.sent.filter((message) => message.kind === kind && message.from === node(3));
  disk.isHeld = true;
  cluster.sent.length = 0;
  cluster.put(1, 'k');
  const lastIndex = cluster.state(1).log.lastIndex;
  t.is(cluster.state(3).log.lastIndex, lastIndex);
  t.deepEqual(answers('appendResponse'), []);
  disk.isHeld = false;
  cluster.settle();
  t.like(answers('appendResponse').at(-1), { rejected: false, index: lastIndex });

  // A vote, the term of a refusal, and one more chance after the power was cut in between.
  disk.isHeld = true;
  cluster.sent.length = 0;
  const ask = { from: node(2), to: node(3), term: term(cluster.state(3).term + 1), transfer: true };
  const { lastTerm } = cluster.state(3).log;
  cluster.inject({ kind: 'voteRequest', ...ask, lastIndex: index(0), lastTerm: term(0) });
  cluster.inject({ kind: 'voteRequest', ...ask, lastIndex, lastTerm });
  cluster.settle();
  t.is(cluster.state(3).vote, node(2));
  t.deepEqual(answers('voteResponse'), []);
  cluster.cutPower(3);
  cluster.start(3);
  t.true(cluster.state(3).term < ask.term);
  cluster.inject({ kind: 'voteRequest', ...ask, from: node(1), lastIndex, lastTerm });
  cluster.settle();
  t.like(answers('voteResponse'), [{ to: node(1), granted: true }]);
});

// Fails when advanceCommit (src/raft/commit.ts) takes the log's end for the leader's own index.
test('item 5: a leader counts itself only once its own entries are durable', (t) => {
  const cluster = BenchCluster.led(3);
  const { disk } = cluster.bench(1);
  cluster.cut(3);
  disk.isHeld = true;
  const before = cluster.state(1).log.commitIndex;
  const request = cluster.bench(1).put('k', 'v');
  cluster.tick(2, [1, 2]);
  t.is(cluster.state(2).log.durableIndex, index(before + 1));
  t.is(cluster.state(1).log.commitIndex, before);
  t.deepEqual(cluster.bench(1).answersTo(request), []);
  disk.isHeld = false;
  cluster.settle();
  t.is(cluster.state(1).log.commitIndex, index(before + 1));
  t.like(cluster.bench(1).answersTo(request), [{ kind: 'written' }]);
});

// Fails when durableTo (src/raft/log.ts) does not compare the term.
test('item 6: a late report of a write says nothing about the entries that replaced what was written', (t) => {
  const cluster = BenchCluster.led(3);
  const bench = cluster.bench(1);
  const contested = index(cluster.state(1).log.lastIndex + 1);
  cluster.cut(1);
  bench.disk.isHeld = true;
  cluster.put(1, 'k', 'replaced');
  cluster.elect(2);
  cluster.put(2, 'k', 'kept');
  cluster.sent.length = 0;
  cluster.heal();
  cluster.tick(1, [2]);
  const { log } = cluster.state(1);
  t.is(log.termAt(contested), cluster.state(2).term);
  // Write and sync of the entry that is gone by now end; those of the new one have not begun.
  bench.diskStep();
  bench.diskStep();
  cluster.settle();
  t.true(log.durableIndex < contested);
  t.false(
    cluster
      .sentOf('appendResponse')
      .some(({ from, rejected, index: at }) => from === node(1) && !rejected && at >= contested),
  );
  bench.disk.isHeld = false;
  cluster.settle();
  t.true(log.durableIndex > contested);
});
