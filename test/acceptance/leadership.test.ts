import test from 'ava';
import { NO_NODE } from '../../src/base/ids.ts';
import { node, term } from '../branded.ts';
import { BenchCluster } from './bench-cluster.ts';

// Fails without the check of heardFromQuorum, and without that of isStuck, in tickLeader
// (src/raft/tick.ts).
test('item 10: a leader that no quorum of voters answers, or whose disk is stuck, steps down', (t) => {
  const cluster = BenchCluster.led(3);
  const inTerm = cluster.state(1).term;
  cluster.cut(1);
  cluster.tick(20, [1]);
  t.false(cluster.state(1).isLeader);
  t.is(cluster.state(1).term, inTerm);

  const stuck = BenchCluster.led(3);
  const disk = stuck.disks.get(1);
  if (disk !== undefined) {
    disk.isHeld = true;
  }
  const request = stuck.bench(1).put('k', 'v');
  // Everybody hears it, and it hears everybody.
  stuck.tick(9);
  t.true(stuck.state(1).isLeader);
  stuck.tick(3);
  t.false(stuck.state(1).isLeader);
  stuck.tick(3);
  const successor = [2, 3].find((id) => stuck.state(id).isLeader) ?? 0;
  t.like(stuck.put(successor, 'k', 'w'), { kind: 'written' });
  t.deepEqual(stuck.bench(1).answersTo(request), []);
});

// Fails when finishTransfer (src/raft/replication.ts) does not look at matchIndex, when
// transferLeadership (src/raft/transfer.ts) restarts the clock for the same target, and when step
// (src/raft/step.ts) dispatches messages of an earlier term.
test('item 11: a transfer passes pre-vote and lease, waits for a complete target, and ends after one election timeout', (t) => {
  const cluster = BenchCluster.led(3);
  const transfer = { kind: 'transfer', target: node(2) } as const;
  cluster.isLost = ({ kind, to }) => kind === 'append' && to === node(2);
  cluster.put(1, 'k');
  cluster.bench(1).operate(transfer);
  cluster.settle();
  t.deepEqual(cluster.sentOf('timeoutNow'), []);
  cluster.heal();
  cluster.tick(1);
  t.true(cluster.sentOf('timeoutNow').length > 0);
  // Nobody had missed the old leader: its followers gave up their guard for the transfer alone.
  t.true(cluster.state(2).isLeader);

  const failing = BenchCluster.led(3);
  failing.cut(2);
  failing.bench(1).operate(transfer);
  failing.settle();
  t.like(failing.put(1, 'k'), { kind: 'refused', code: 'dropped' });
  failing.tick(6, [1, 3]);
  failing.bench(1).operate(transfer);
  failing.tick(4, [1, 3]);
  t.like(failing.put(1, 'k'), { kind: 'written' });

  const late = failing.state(3).term;
  failing.inject({ kind: 'timeoutNow', from: node(1), to: node(3), term: term(late - 1) });
  failing.settle();
  t.is(failing.state(3).term, late);
  t.is(failing.state(3).role, 'follower');
});

// Fails when bestSuccessor (src/raft/transfer.ts) looks at nothing but who answered lately.
test('a transfer to nobody in particular goes to the voter that lacks least', (t) => {
  const cluster = BenchCluster.led(3);
  cluster.isLost = ({ kind, to }) => kind === 'append' && to === node(2);
  cluster.put(1, 'k');
  cluster.bench(1).operate({ kind: 'transfer', target: NO_NODE });
  cluster.settle();
  t.true(cluster.state(3).isLeader);
});
