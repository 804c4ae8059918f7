import test from 'ava';
import { GroupIsolation } from '../../../sim/oracles/group-isolation.ts';

import { group } from '../../branded.ts';
import { replica } from '../../raft/replica.ts';
import { expectAlarm, GROUP, hostOf, newMachine, replicaOf } from './synthetic-host.ts';

/** Keys that begin with a are group 1's, all others group 2's. */
const oracle = () => new GroupIsolation((key) => group(key.startsWith('a') ? 1 : 2));

function replicaWith(...keys: readonly string[]) {
  const machine = newMachine();
  for (const [i, key] of keys.entries()) {
    machine.store.put(key, Uint8Array.of(i), i + 1);
  }
  return replicaOf(replica(), machine);
}

test('a replica with keys of its own group alone is in order', (t) => {
  t.notThrows(() => oracle().look(hostOf(1), replicaWith('a1', 'a2')));
});

test('a key of another group is reported, whenever a store is looked at whole', (t) => {
  const replica = replicaWith('a1', 'b1');
  expectAlarm(t, 'group-isolation', () => oracle().look(hostOf(1, replica), replica));
  expectAlarm(t, 'group-isolation', () => oracle().stopping(hostOf(1, replica)));
  expectAlarm(t, 'group-isolation', () => {
    const noticed = { kind: 'snapshotInstalled', group: GROUP } as never;
    oracle().noticed(hostOf(1, replica), noticed);
  });
  const watcher = oracle();
  expectAlarm(t, 'group-isolation', () => {
    for (let turn = 0; turn < 1000; turn++) {
      watcher.afterTurn(hostOf(1, replica));
    }
  });
});
