import test from 'ava';
import type { MembershipChange } from '../../src/kv/membership-change.ts';
import { BenchCluster } from '../acceptance/bench-cluster.ts';
import { group, index, node, term } from '../branded.ts';
import { sealedEntry } from '../codec/any-message.ts';
import { BenchNode, groupsOf, memberOf } from './bench-node.ts';

const WITNESS: MembershipChange = {
  initial: false,
  expectedChangeId: null,
  transition: 'single',
  changes: [{ kind: 'addWitness', ...memberOf(4) }],
};

function codeOfWitness(cluster: BenchCluster): string {
  const leader = cluster.bench(1);
  const asked = leader.operate({ kind: 'changeMembership', change: WITNESS });
  cluster.settle();
  cluster.tick(2);
  const [answer] = leader.answersTo(asked);
  return answer?.kind === 'refused' ? answer.code : (answer?.kind ?? 'none');
}

test('a change that a member of the first release could not read is refused, also when one is unknown', (t) => {
  const cluster = BenchCluster.led(3);
  t.is(codeOfWitness(cluster), 'unsupported', 'nobody was heard of');
  cluster.connect(1);
  t.is(codeOfWitness(cluster), 'unsupported', 'all speak version 1');
  cluster.connect(2);
  t.is(codeOfWitness(cluster), 'done');
});

// Seen to fail when `unableNewcomer` (src/engine/features.ts) finds nobody.
test('a node of the first release is not added where all members have gone on', (t) => {
  const cluster = BenchCluster.led(3);
  const leader = cluster.bench(1);
  leader.meetPeer(4, 1);
  cluster.settle();
  cluster.connect(2);
  const adding = { kind: 'addLearner', ...memberOf(4) } as const;
  t.like(cluster.change(1, adding), { kind: 'refused', code: 'unsupported' });
  leader.meetPeer(4, 2);
  cluster.settle();
  t.like(cluster.change(1, adding), { kind: 'done' });
});

test('a node of the first release is added while a member is one too', (t) => {
  const cluster = BenchCluster.led(3);
  cluster.bench(1).meetPeer(4, 1);
  cluster.settle();
  cluster.connect(1);
  t.like(cluster.change(1, { kind: 'addLearner', ...memberOf(4) }), { kind: 'done' });
});

// The one of commands was seen to fail when `applyCommand` (src/engine/applying.ts) makes no exception of
// `LaterVersionError`: it was applied as what no replica can read.
for (const kind of ['command', 'configuration'] as const) {
  test(`a committed ${kind} of a later release stops the replica, and it says what it is`, (t) => {
    const bench = BenchNode.started(groupsOf([1, 2, 3]));
    const payload = new Uint8Array(40);
    payload[0] = 3;
    bench.deliver({
      kind: 'append',
      from: node(2),
      to: node(1),
      term: term(2),
      prevIndex: index(1),
      prevTerm: term(1),
      commitIndex: index(2),
      entries: [sealedEntry(2, 2, kind, payload)],
    });
    bench.settle();
    const [notice] = bench.noticed('replicaQuarantined');
    t.like(notice, { group: group(1), error: { code: 'UNSUPPORTED_VERSION' } });
    t.regex(notice?.error.message ?? '', /has version 3, and this release reads up to 2/);
    t.is(bench.node.replicas.get(group(1))?.machine.appliedIndex, index(1));
  });
}
