import test from 'ava';
import { state } from '../../storage/log/written-log.ts';
import { UnsyncedMachine } from './unsynced-machine.ts';

test('an entry is held as soon as its write is answered, without a sync', (t) => {
  const machine = new UnsyncedMachine();
  machine.write(state(1, 3, 2));
  t.deepEqual(
    [machine.holds(3, 2), machine.holds(3, 1), machine.holds(4, 2)],
    [true, false, false],
  );
});

test('an entry whose write is under way is not held, although a sync ends meanwhile', (t) => {
  const machine = new UnsyncedMachine();
  machine.write(state(1, 1, 2));
  const end = machine.begin(state(2, 2, 2));
  machine.sync();
  t.false(machine.holds(2, 2));
  end();
  t.true(machine.holds(2, 2));
});
