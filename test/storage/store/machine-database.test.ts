import test from 'ava';
import fc from 'fast-check';
import { binaryBlocks } from '../../../src/codec/snapshot/binary-blocks.ts';
import { nodeChecksum, nodeUtf8 } from '../../../src/io/platform/ports.ts';
import { type Command, REGISTER_SESSION } from '../../../src/kv/command.ts';
import { DiskStore } from '../../../src/kv/disk-store.ts';
import { type MachineStore, StateMachine } from '../../../src/kv/machine.ts';
import { MemoryStore } from '../../../src/kv/memory-store.ts';
import type { CommandResult } from '../../../src/kv/result.ts';
import { StateDigest } from '../../../src/kv/state-digest.ts';
import { databaseName } from '../../../src/storage/file-names.ts';
import { loadMachine } from '../../../src/storage/store/load-machine.ts';
import { BEGINNING, MachineDatabase } from '../../../src/storage/store/machine-database.ts';
import {
  APPLIED_KEY,
  decodeStored,
  linkKey,
  MEMBERSHIP_KEY,
  recordKey,
  sessionKey,
} from '../../../src/storage/store/store-layout.ts';
import {
  closeDatabase,
  openDatabase,
  readDatabase,
  writeDatabase,
} from '../../../src/storage/store/store-task.ts';
import { group, index, term } from '../../branded.ts';
import { anyCommand, command } from '../../kv/any-command.ts';
import { ascii } from '../../kv/bytes.ts';
import { MemoryDisk } from '../memory-disk.ts';

const NAME = databaseName(group(1), 1);
const CODECS = { blocks: binaryBlocks(nodeUtf8), utf8: nodeUtf8 };

function newMachine<Held extends MachineStore>(store: Held): StateMachine<Held> {
  return new StateMachine(store, new StateDigest(nodeChecksum));
}

/** A machine on disk that is driven as the engine does: read, fold, write. */
class MachineOnDisk {
  readonly #disk = new MemoryDisk();
  #database: MachineDatabase;

  constructor() {
    const store = new DiskStore(NAME, 0);
    this.#database = new MachineDatabase(newMachine(store), store, CODECS, null);
    this.#disk.run(openDatabase(NAME, 'new', 0));
    this.#disk.run(writeDatabase(NAME, this.#database.takeChanges(BEGINNING)));
  }

  get machine(): StateMachine {
    return this.#database.machine;
  }

  apply(commands: readonly Command[]): CommandResult[] {
    const { machine, store } = this.#database;
    for (const key of new Set(commands.map((each) => each.key))) {
      const [bytes] = this.#disk.run(readDatabase(NAME, [recordKey(key)], 1));
      store.learn(key, bytes == null ? null : decodeStored(bytes));
    }
    const results = commands.map((each) =>
      machine.applyCommand(index(machine.appliedIndex + 1), each),
    );
    const position = { index: machine.appliedIndex, term: term(1) };
    this.#disk.run(writeDatabase(NAME, this.#database.takeChanges(position)));
    store.forget();
    return results;
  }

  restart(): void {
    this.#disk.run(closeDatabase(NAME));
    this.#disk.run(openDatabase(NAME, 'existing', 0));
    const loaded = this.#disk.run(loadMachine(NAME, CODECS, newMachine));
    if (loaded === null) {
      throw new Error('the database is not complete');
    }
    this.#database = loaded.database;
  }
}

test('a machine on disk, restarted at any time, does what one in memory does', (t) => {
  const batch = fc.record({
    commands: fc.array(fc.oneof(anyCommand, fc.constant(REGISTER_SESSION)), { minLength: 1 }),
    restarts: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(batch, { maxLength: 12 }), (batches) => {
      const onDisk = new MachineOnDisk();
      const inMemory = newMachine(new MemoryStore());
      const first = [REGISTER_SESSION, REGISTER_SESSION, REGISTER_SESSION];
      for (const { commands, restarts } of [{ commands: first, restarts: false }, ...batches]) {
        const expected = commands.map((each) =>
          inMemory.applyCommand(index(inMemory.appliedIndex + 1), each),
        );
        t.deepEqual(onDisk.apply(commands), expected);
        if (restarts) {
          onDisk.restart();
        }
        t.is(onDisk.machine.digest?.value, inMemory.digest?.value);
        t.is(onDisk.machine.appliedIndex, inMemory.appliedIndex);
        t.is(onDisk.machine.store.size, inMemory.store.size);
        t.deepEqual([...onDisk.machine.sessions.sessions()], [...inMemory.sessions.sessions()]);
      }
    }),
    { numRuns: 100 },
  );
});

test('no key of a user is taken for one of the database itself, whatever it looks like', (t) => {
  const own = [APPLIED_KEY, MEMBERSHIP_KEY, linkKey(1), sessionKey(1 as never), recordKey('a')];
  const machine = new MachineOnDisk();
  for (const key of own) {
    machine.apply([command({ kind: 'put', key, value: ascii('mine') })]);
    machine.restart();
  }
  t.is(machine.machine.store.size, own.length);
  t.is(machine.machine.appliedIndex, index(own.length));
});
