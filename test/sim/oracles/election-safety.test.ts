import test from 'ava';
import { ElectionSafety } from '../../../sim/oracles/election-safety.ts';
import { group, node, term } from '../../branded.ts';
import { leader, replica } from '../../raft/replica.ts';
import { expectAlarm, GROUP, hostOf, replicaOf } from './synthetic-host.ts';

test('one leader in each term of each group raises no alarm, however often it is seen', (t) => {
  const oracle = new ElectionSafety();
  for (let i = 0; i < 2; i++) {
    oracle.note(GROUP, term(1), node(1));
    oracle.note(GROUP, term(2), node(2));
    oracle.note(group(2), term(1), node(2));
  }
  t.is(oracle.elections, 3);
});

test('two leaders in one term of one group raise an alarm', (t) => {
  const oracle = new ElectionSafety();
  oracle.afterTurn(hostOf(1, replicaOf(leader({ term: 4 }))));
  oracle.afterTurn(hostOf(2, replicaOf(leader({ id: 2, term: 5 }))));
  oracle.afterTurn(hostOf(3, replicaOf(replica({ id: 3, term: 5 }))));
  expectAlarm(t, 'election-safety', () =>
    oracle.afterTurn(hostOf(3, replicaOf(leader({ id: 3, term: 4 })))),
  );
});
