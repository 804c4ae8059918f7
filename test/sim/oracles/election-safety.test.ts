import test from 'ava';
import { ElectionSafety } from '../../../sim/oracles/election-safety.ts';
import type { SimHost } from '../../../sim/world/sim-host.ts';
import type { PeerMessage } from '../../../src/codec/peer/peer-message.ts';
import { group, node, term } from '../../branded.ts';
import { leader, replica } from '../../raft/replica.ts';
import { vote } from './synthetic-answers.ts';
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

test('two nodes that speak as leaders in one term raise an alarm, though neither is seen leading', (t) => {
  const speaks = (id: number, inTerm: number, kind: 'append' | 'heartbeat') =>
    ({
      group: GROUP,
      message: { kind, from: node(id), to: node(9), term: term(inTerm) },
    }) as PeerMessage;
  const oracle = new ElectionSafety();
  oracle.sent(hostOf(1), speaks(1, 4, 'append'));
  oracle.sent(hostOf(1), speaks(1, 4, 'heartbeat'));
  oracle.sent(hostOf(2), speaks(2, 5, 'heartbeat'));
  oracle.sent(hostOf(2), vote(4, 3));
  for (const kind of ['append', 'heartbeat'] as const) {
    expectAlarm(t, 'election-safety', () => oracle.sent(hostOf(2), speaks(2, 4, kind)));
  }
  t.notThrows(() =>
    oracle.sent({ ...hostOf(2), isUnseen: true } as SimHost, speaks(2, 4, 'append')),
  );
});
