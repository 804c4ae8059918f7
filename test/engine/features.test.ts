import test from 'ava';
import type { MembershipChange } from '../../src/kv/membership-change.ts';
import { BenchCluster } from '../acceptance/bench-cluster.ts';
import { memberOf } from './bench-node.ts';

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
