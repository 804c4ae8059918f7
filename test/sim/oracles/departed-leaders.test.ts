import test from 'ava';
import { DepartedLeaders } from '../../../sim/oracles/departed-leaders.ts';
import type { SimHost } from '../../../sim/world/sim-host.ts';
import type { Entry, EntryKind } from '../../../src/raft/entry.ts';
import type { Role } from '../../../src/raft/state.ts';
import { index, node, term } from '../../branded.ts';
import { entry, replica } from '../../raft/replica.ts';
import { expectAlarm, hostOf, machineOf, replicaOf } from './synthetic-host.ts';

/** The change of members is the first entry; the second one begins term 3. */
const BEGUN: readonly Entry[] = [entry(1, 2, 0, 'configuration'), entry(2, 3, 0, 'empty')];

/** Node 1 in term 3, with one more entry in its log, everything applied, and these voters. */
function hostWith(
  voters: readonly number[],
  { kind = 'empty' as EntryKind, role = 'leader' as Role, applied = 3 } = {},
): SimHost {
  const entries = [...BEGUN, entry(3, 3, 0, kind)];
  const raft = replica({ entries, commit: applied });
  raft.state.log.appliedTo(index(applied));
  raft.state.term = term(3);
  raft.state.role = role;
  return hostOf(1, replicaOf(raft, machineOf(voters.map(node))));
}

function look(host: SimHost): void {
  new DepartedLeaders().afterTurn(host);
}

test('a leader that votes, and a follower that does not, may apply what they like', (t) => {
  t.notThrows(() => {
    look(hostWith([1, 2, 3]));
    look(hostWith([2, 3], { role: 'follower' }));
  });
});

test('a leader that was removed leads until its confirmation is applied', (t) => {
  t.notThrows(() => look(hostWith([2, 3], { applied: 2 })));
});

test('commands that were taken in before the change was applied are no confirmation', (t) => {
  t.notThrows(() => look(hostWith([2, 3], { kind: 'command' })));
});

test('a leader that was removed and leads on behind its confirmation raises an alarm', (t) => {
  expectAlarm(t, 'departed-leaders', () => look(hostWith([2, 3])));
});
