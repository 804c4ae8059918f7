import test from 'ava';
import type { LogRecord } from '../../../src/storage/log/batch.ts';
import { group, index, node } from '../../branded.ts';
import { sealedEntry } from '../../codec/any-message.ts';
import { state } from '../../storage/log/written-log.ts';
import { GROUP } from './synthetic-host.ts';
import { UnsyncedMachine } from './unsynced-machine.ts';

test('a power cut takes back what was not synced, and nothing else', (t) => {
  const machine = new UnsyncedMachine();
  machine.write(state(1, 3, 2));
  machine.sync();
  machine.write(state(4, 5, 2));
  machine.cutPower();
  t.deepEqual(
    [machine.hasForgotten(3, 2), machine.hasForgotten(4, 2), machine.hasForgotten(5, 2)],
    [false, true, true],
  );
  t.deepEqual([machine.forgotten.entries, machine.forgotten.replicas], [2, 1]);
  t.true(machine.forgotten.hasBehind(node(1), GROUP, index(4)));
  t.false(machine.forgotten.hasBehind(node(1), GROUP, index(5)));
  t.false(machine.forgotten.hasBehind(node(1), group(2), index(1)));
});

test('the end of a process takes back nothing, whatever was synced', (t) => {
  const machine = new UnsyncedMachine();
  machine.write(state(1, 3, 2));
  machine.endProcess();
  t.true(machine.holds(3, 2));
  t.deepEqual([machine.forgotten.entries, machine.forgotten.powerCuts], [0, 0]);
});

test('a write that was never answered was no promise: a power cut takes nothing with it', (t) => {
  const machine = new UnsyncedMachine();
  machine.begin(state(1, 3, 2));
  machine.cutPower();
  t.deepEqual([machine.forgotten.entries, machine.forgotten.powerCuts], [0, 1]);
});

test('what a replica has again is not forgotten, but where another entry takes its place', (t) => {
  const machine = new UnsyncedMachine();
  machine.write(state(1, 3, 2));
  machine.cutPower();
  t.is(machine.forgotten.of(node(1), GROUP).size, 3);
  // What was written before comes back with it.
  machine.write(state(3, 3, 5));
  t.deepEqual([...machine.forgotten.of(node(1), GROUP)], ['3 of term 2']);
  t.deepEqual([machine.hasForgotten(2, 2), machine.hasForgotten(3, 2)], [false, true]);
});

test('a change of members that was taken back is told from other entries', (t) => {
  const change: LogRecord = {
    ...state(4, 4, 2),
    entries: [sealedEntry(4, 2, 'configuration', new Uint8Array(1))],
  } as LogRecord;
  const machine = new UnsyncedMachine();
  machine.write(state(1, 3, 2));
  machine.cutPower();
  t.false(machine.forgotten.hasChange(GROUP));
  const other = new UnsyncedMachine();
  other.write(state(1, 3, 2), change);
  other.cutPower();
  t.true(other.forgotten.hasChange(GROUP));
});
