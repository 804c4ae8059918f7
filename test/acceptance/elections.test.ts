import test from 'ava';
import { BenchCluster } from './bench-cluster.ts';

// Fails without `appendEmpty(raft)` in becomeLeader (src/raft/roles.ts), and, for the read, without
// the `hasCommittedInTerm` of admit (src/raft/reading.ts).
test('item 1: a new leader first appends an empty entry of its term, and confirms no read before it is committed', (t) => {
  const cluster = BenchCluster.led(3);
  cluster.put(1, 'k', 'old');
  const lastIndex = cluster.state(1).log.lastIndex;
  cluster.cut(1);
  // Node 2 is elected, but nobody acknowledges what it appends.
  const isOfOldLeader = cluster.isLost;
  cluster.isLost = (message) => isOfOldLeader(message) || message.kind === 'append';
  cluster.elect(2);
  const { log, term } = cluster.state(2);
  t.like(log.entryAt((lastIndex + 1) as typeof lastIndex), { kind: 'empty', term });
  const read = cluster.bench(2).read('k');
  cluster.tick(3, [2]);
  t.deepEqual(cluster.bench(2).answersTo(read), []);
  cluster.isLost = isOfOldLeader;
  cluster.tick(2, [2, 3]);
  t.true(log.commitIndex > lastIndex);
  t.like(cluster.bench(2).answersTo(read), [{ kind: 'read', found: true }]);
});
