import test from 'ava';
import { ReplicaStates } from '../../../sim/oracles/replica-states.ts';
import type { SessionId } from '../../../src/base/ids.ts';
import { NO_MEMBERS } from '../../../src/kv/membership.ts';
import type { Raft } from '../../../src/raft/raft.ts';
import { index, node, term } from '../../branded.ts';
import { command } from '../../kv/any-command.ts';
import { ascii } from '../../kv/bytes.ts';
import { leader, replica } from '../../raft/replica.ts';
import { expectAlarm, hostOf, newMachine, replicaOf, sealedLog } from './synthetic-host.ts';

function seenThenChanged(
  change: (raft: Raft) => void,
  raft = replica({ terms: [1, 1], commit: 1 }),
) {
  const oracle = new ReplicaStates();
  const host = hostOf(1, replicaOf(raft));
  oracle.afterTurn(host);
  change(raft);
  return () => oracle.afterTurn(host);
}

test('a replica that moves forward raises no alarm', (t) => {
  const look = seenThenChanged((raft) => {
    raft.state.log.commitTo(index(2));
    raft.state.term = term(9);
    raft.state.vote = node(2);
  });
  t.notThrows(look);
});

test('a term that falls, and a vote or leader that changes within a term, raise an alarm', (t) => {
  const changes: ((raft: Raft) => void)[] = [
    (raft) => {
      raft.state.term = term(0);
    },
    (raft) => {
      raft.state.vote = node(3);
    },
    (raft) => {
      raft.state.leader = node(3);
    },
  ];
  for (const change of changes) {
    const raft = replica({ entries: [], term: 4, vote: 2 });
    raft.state.leader = node(2);
    expectAlarm(t, 'replica-state', seenThenChanged(change, raft));
  }
});

test('a state that Raft does not know raises an alarm by itself', (t) => {
  const impossible: ((raft: Raft) => void)[] = [
    // An entry of a later term than the replica.
    (raft) => {
      raft.state.log.append(sealedLog([1, 1, 99]).slice(2));
    },
    (raft) => {
      raft.state.role = 'candidate';
    },
    (raft) => {
      raft.state.leader = raft.state.id;
    },
    (raft) => {
      raft.state.progress.clear();
      raft.state.role = 'leader';
    },
  ];
  for (const change of impossible) {
    expectAlarm(t, 'replica-state', seenThenChanged(change));
  }
  const leading = leader();
  expectAlarm(
    t,
    'replica-state',
    seenThenChanged((raft) => {
      const progress = raft.state.progress.get(node(2));
      progress?.acknowledge(index(50));
    }, leading),
  );
});

test('a replica that restarts may know of fewer commits', (t) => {
  const oracle = new ReplicaStates();
  oracle.afterTurn(hostOf(1, replicaOf(replica({ terms: [1, 1], commit: 2 }))));
  oracle.stopping(hostOf(1));
  t.notThrows(() => oracle.afterTurn(hostOf(1, replicaOf(replica({ terms: [1, 1], commit: 0 })))));
});

test('equal states at an index raise no alarm, other ones do', (t) => {
  const machineWith = (value: string) => {
    const machine = newMachine();
    machine.applyCommand(index(1), command({ kind: 'put', value: ascii(value) }));
    return machine;
  };
  const oracle = new ReplicaStates();
  const see = (id: number, value: string) =>
    oracle.afterTurn(hostOf(id, replicaOf(replica({ id }), machineWith(value))));
  see(1, 'same');
  t.notThrows(() => see(2, 'same'));
  expectAlarm(t, 'equal-state', () => see(3, 'other'));
});

test('a session whose acknowledgement was forgotten raises an alarm', (t) => {
  const machineKnowing = (answeredThrough: number) => {
    const machine = newMachine();
    machine.restore(index(9), NO_MEMBERS);
    const id = 3 as SessionId;
    machine.sessions.restore({ id, usedIndex: 8, answeredThrough, results: new Map() });
    return machine;
  };
  const oracle = new ReplicaStates();
  const see = (id: number, answeredThrough: number) =>
    oracle.afterTurn(hostOf(id, replicaOf(replica({ id }), machineKnowing(answeredThrough))));
  see(1, 4);
  t.notThrows(() => see(2, 4));
  expectAlarm(t, 'equal-state', () => see(3, 0));
});
