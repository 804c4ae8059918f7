import test from 'ava';
import fc from 'fast-check';
import type { SessionId } from '../../src/base/ids.ts';
import { InvariantError } from '../../src/base/invariant.ts';
import { nodeChecksum } from '../../src/io/platform/ports.ts';
import { type Command, REGISTER_SESSION } from '../../src/kv/command.ts';
import { StateMachine } from '../../src/kv/machine.ts';
import { MemoryStore } from '../../src/kv/memory-store.ts';
import { type CommandResult, result } from '../../src/kv/result.ts';
import { StateDigest } from '../../src/kv/state-digest.ts';
import { index, node } from '../branded.ts';
import { anyCommand, command } from './any-command.ts';
import { ascii } from './bytes.ts';

function newMachine(): StateMachine<MemoryStore> {
  return new StateMachine(new MemoryStore(), new StateDigest(nodeChecksum));
}

/** Applies commands one after the other from index 1 and returns their results. */
function run(machine: StateMachine<MemoryStore>, commands: readonly Command[]): CommandResult[] {
  return commands.map((each) => machine.applyCommand(index(machine.appliedIndex + 1), each));
}

test('put, delete and get of a key follow each other', (t) => {
  const machine = newMachine();
  const results = run(machine, [
    command({ kind: 'put', value: ascii('one') }),
    command({ kind: 'put', value: ascii('two') }),
    command({ kind: 'delete' }),
    command({ kind: 'delete' }),
  ]);
  t.deepEqual(results, [
    result('ok', 1, 0),
    result('ok', 2, 1),
    result('ok', 0, 2),
    result('ok', 0, 0),
  ]);
  t.is(machine.store.get('a'), undefined);
});

test('a compare-and-swap writes only where it finds what it expects', (t) => {
  const cas = (expected: string | null, value: string) =>
    command({
      kind: 'compareAndSwap',
      expected: expected === null ? null : ascii(expected),
      value: ascii(value),
    });
  const machine = newMachine();
  const results = run(machine, [
    cas('', 'a'),
    cas(null, 'b'),
    cas(null, 'c'),
    cas('x', 'd'),
    cas('b', ''),
    cas(null, 'e'),
    cas('', 'f'),
  ]);
  t.deepEqual(
    results.map(({ status }) => status),
    ['mismatch', 'ok', 'mismatch', 'mismatch', 'ok', 'mismatch', 'ok'],
  );
  t.deepEqual(machine.store.get('a')?.value.slice(), ascii('f'));
  t.deepEqual(results[2], result('mismatch', 2, 2));
});

test('a command of a session takes effect once, however often it is applied', (t) => {
  const machine = newMachine();
  run(machine, [REGISTER_SESSION]);
  const once = command({
    kind: 'compareAndSwap',
    session: 1 as SessionId,
    sequence: 1,
    expected: null,
    value: ascii('v'),
  });
  t.deepEqual(run(machine, [once, once, once]), [
    result('ok', 2, 0),
    result('ok', 2, 0),
    result('ok', 2, 0),
  ]);
});

test('a machine does what a slow model of maps does, sessions included', (t) => {
  fc.assert(
    fc.property(fc.array(anyCommand, { maxLength: 60 }), (commands) => {
      const machine = newMachine();
      const model = new SlowModel();
      run(machine, [REGISTER_SESSION, REGISTER_SESSION, REGISTER_SESSION]);
      for (const each of commands) {
        const at = index(machine.appliedIndex + 1);
        t.deepEqual(machine.applyCommand(at, each), model.apply(at, each));
      }
      for (const key of ['a', 'b', 'c']) {
        const value = machine.store.get(key)?.value;
        t.is(value && String.fromCharCode(...value), model.values.get(key)?.text);
      }
    }),
  );
});

test('a machine restored from a snapshot goes on as if it had applied everything itself', (t) => {
  fc.assert(
    fc.property(
      fc.array(anyCommand, { maxLength: 40 }),
      fc.array(anyCommand, { maxLength: 20 }),
      (before, after) => {
        const machine = newMachine();
        run(machine, [REGISTER_SESSION, REGISTER_SESSION, REGISTER_SESSION, ...before]);
        const restored = restore(machine);
        t.is(restored.digest?.value, machine.digest?.value);
        t.deepEqual(run(restored, after), run(machine, after));
        t.is(restored.digest?.value, machine.digest?.value);
      },
    ),
  );
});

test('a command that this version does not know changes nothing, alike everywhere', (t) => {
  const machine = newMachine();
  run(machine, [command({ kind: 'put', value: ascii('v') })]);
  const digest = machine.digest?.value;
  t.deepEqual(machine.applyInvalid(index(2)), result('invalid', 0, 0));
  t.is(machine.digest?.value, digest);
  t.is(machine.appliedIndex, index(2));
});

test('entries are applied in order, each once', (t) => {
  const machine = newMachine();
  machine.applyEmpty(index(1));
  for (const wrong of [1, 3]) {
    t.throws(() => machine.applyEmpty(index(wrong)), { instanceOf: InvariantError });
  }
});

test('a membership change is applied at its index, and a refused one changes nothing', (t) => {
  const machine = newMachine();
  const add = { kind: 'addVoter', node: node(1), address: '10.0.0.1:1' } as const;
  const change = {
    initial: true,
    expectedChangeId: null,
    transition: 'single',
    changes: [add],
  } as const;
  t.is(machine.applyMembershipChange(index(1), change).kind, 'accepted');
  const before = machine.membership;
  t.is(machine.applyMembershipChange(index(2), change).kind, 'refused');
  t.is(machine.membership, before);
  t.is(machine.appliedIndex, index(2));
});

/** Keys, values and sessions as text in Maps. */
class SlowModel {
  readonly values = new Map<string, { text: string; revision: number }>();
  readonly #results = new Map<string, CommandResult>();
  readonly #answered = new Map<number, number>();

  apply(at: number, { session, sequence, answeredThrough, ...rest }: Command): CommandResult {
    if (session === 0) {
      return this.#execute(at, rest);
    }
    const answered = Math.max(answeredThrough, this.#answered.get(session) ?? 0);
    this.#answered.set(session, answered);
    if (sequence <= answered) {
      return result('alreadyAnswered', 0, 0);
    }
    const known = this.#results.get(`${session}/${sequence}`);
    const outcome = known ?? this.#execute(at, rest);
    this.#results.set(`${session}/${sequence}`, outcome);
    return outcome;
  }

  #execute(
    at: number,
    { kind, key, value, expected }: Pick<Command, 'kind' | 'key' | 'value' | 'expected'>,
  ): CommandResult {
    const before = this.values.get(key);
    const revision = before?.revision ?? 0;
    if (kind === 'delete') {
      this.values.delete(key);
      return result('ok', 0, revision);
    }
    const wanted = expected === null ? undefined : String.fromCharCode(...expected);
    if (kind === 'compareAndSwap' && before?.text !== wanted) {
      return result('mismatch', revision, revision);
    }
    this.values.set(key, { text: String.fromCharCode(...value), revision: at });
    return result('ok', at, revision);
  }
}

function restore(machine: StateMachine<MemoryStore>): StateMachine<MemoryStore> {
  const restored = newMachine();
  restored.restore(machine.appliedIndex, machine.membership);
  for (const session of machine.sessions.sessions()) {
    restored.sessions.restore({ ...session, results: new Map(session.results) });
  }
  const records = machine.store.snapshot().records();
  for (let next = records.next(); next.done !== true; next = records.next()) {
    restored.restoreRecord(next.value.key, next.value.value, next.value.revision);
  }
  return restored;
}
