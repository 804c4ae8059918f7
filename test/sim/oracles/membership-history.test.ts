import test from 'ava';
import { MembershipHistory } from '../../../sim/oracles/membership-history.ts';
import { noFaults } from '../../../sim/world/counters.ts';
import type { Membership } from '../../../src/kv/membership.ts';
import { index, node } from '../../branded.ts';
import { leader } from '../../raft/replica.ts';
import { expectAlarm, GROUP, hostOf, machineOf, replicaOf } from './synthetic-host.ts';

function membership(
  changeId: number,
  voters: readonly number[],
  learners: readonly number[] = [],
  removed: readonly number[] = [],
): Membership {
  const memberOf = (id: number, role: 'voter' | 'learner') => ({
    node: node(id),
    role,
    address: `${id}`,
  });
  return {
    changeId: index(changeId),
    joint: null,
    members: [
      ...voters.map((id) => memberOf(id, 'voter')),
      ...learners.map((id) => memberOf(id, 'learner')),
    ].sort((a, b) => a.node - b.node),
    removed: removed.map(node),
  };
}

test('replicas that see the same changes, each in its time, raise no alarm', (t) => {
  const oracle = new MembershipHistory(noFaults());
  t.notThrows(() => {
    oracle.note(node(1), GROUP, membership(1, [1, 2, 3]));
    oracle.note(node(1), GROUP, membership(5, [1, 2, 3], [4]));
    oracle.note(node(2), GROUP, membership(1, [1, 2, 3]));
    oracle.note(node(2), GROUP, membership(5, [1, 2, 3], [4]));
  });
  t.is(oracle.latest(GROUP).changeId, index(5));
});

test('another role, address, member or removal after the same change raises an alarm', (t) => {
  const others = [
    membership(5, [1, 2, 3, 4]),
    membership(5, [1, 2, 3]),
    membership(5, [1, 2, 3], [4], [9]),
  ];
  for (const other of others) {
    const oracle = new MembershipHistory(noFaults());
    oracle.note(node(1), GROUP, membership(5, [1, 2, 3], [4]));
    expectAlarm(t, 'membership-history', () => oracle.note(node(2), GROUP, other));
  }
});

test('who knows that it is removed and is elected raises an alarm, one that waits to hear of it does not', (t) => {
  const oracle = new MembershipHistory(noFaults());
  oracle.note(node(2), GROUP, membership(1, [1, 2, 3]));
  oracle.note(node(2), GROUP, membership(5, [2, 3], [], [1]));
  const removed = removedReplica();
  const unaware = replicaOf(leader());
  t.notThrows(() => oracle.afterTurn(hostOf(1, unaware)));
  const next = new MembershipHistory(noFaults());
  next.note(node(2), GROUP, membership(5, [2, 3], [], [1]));
  expectAlarm(t, 'membership-history', () => next.afterTurn(hostOf(1, removed)));
});

/** The replica of node 1, which leads and has applied its own removal. */
function removedReplica(raft = leader()) {
  return replicaOf(raft, machineOf([2, 3].map(node), [node(1)]));
}

test('a leader that hears of its removal leads its term to the end and raises no alarm', (t) => {
  const oracle = new MembershipHistory(noFaults());
  const raft = leader();
  oracle.afterTurn(hostOf(1, replicaOf(raft)));
  oracle.note(node(2), GROUP, membership(1, [1, 2, 3]));
  oracle.note(node(2), GROUP, membership(5, [2, 3], [], [1]));
  t.notThrows(() => oracle.afterTurn(hostOf(1, removedReplica(raft))));
});

test('changes are counted once, by the first replica that makes them', (t) => {
  const faults = noFaults();
  const oracle = new MembershipHistory(faults);
  oracle.expectReturn(node(4));
  for (const replica of [1, 2]) {
    oracle.note(node(replica), GROUP, membership(1, [1, 2, 3]));
    oracle.note(node(replica), GROUP, membership(5, [1, 2, 3], [4]));
    oracle.note(node(replica), GROUP, membership(6, [1, 2, 3, 4]));
    oracle.note(node(replica), GROUP, membership(7, [1, 2, 4], [], [3]));
  }
  t.like(faults, { addLearner: 1, promote: 1, remove: 1, rejoinAsNew: 1 });
});
