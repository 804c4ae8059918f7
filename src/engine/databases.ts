import type { GroupId } from '../base/ids.ts';
import { DiskStore } from '../kv/disk-store.ts';
import type { Position } from '../raft/log.ts';
import { type DiskTask, runTask } from '../storage/disk-task.ts';
import { databaseName, databaseOfName } from '../storage/file-names.ts';
import { type LoadedMachine, loadMachine } from '../storage/store/load-machine.ts';
import { type DatabaseCodecs, MachineDatabase } from '../storage/store/machine-database.ts';
import { switchPointer } from '../storage/store/pointer.ts';
import {
  closeDatabase,
  openDatabase,
  removeDatabase,
  syncDatabase,
  writeDatabase,
} from '../storage/store/store-task.ts';
import type { NodeContext } from './context.ts';

/** The databases in which the state machines of a node are kept: their names, beginnings and ends. */
export class Databases {
  readonly #context: NodeContext;
  /** The highest instance of each group that was ever seen here. */
  readonly #instances = new Map<GroupId, number>();
  #lastSnapshot = 0;

  constructor(context: NodeContext) {
    this.#context = context;
  }

  /** A number for a snapshot that nobody has. */
  nextSnapshot(): number {
    this.#lastSnapshot++;
    return this.#lastSnapshot;
  }

  /** Takes note of names that must not be used again. */
  note(names: readonly string[]): void {
    for (const name of names) {
      const named = databaseOfName(name);
      if (named !== null) {
        const highest = Math.max(named.instance, this.#instances.get(named.group) ?? 0);
        this.#instances.set(named.group, highest);
      }
    }
  }

  /** A machine without content and the name of its database, which is not there before `begin`. */
  prepare(group: GroupId): MachineDatabase {
    const instance = (this.#instances.get(group) ?? 0) + 1;
    this.#instances.set(group, instance);
    const name = databaseName(group, instance);
    const store = new DiskStore(name, 0);
    return new MachineDatabase(this.#context.newMachine(store), store, this.codecs, null);
  }

  /** Makes the new database; it is not live before `goLive`. */
  *begin(database: MachineDatabase): DiskTask<void> {
    yield* openDatabase(database.name, 'new', this.#context.options.tuning.storeCacheBytes);
  }

  /** Opens a database that is there. @returns null when it is not complete */
  *open(name: string): DiskTask<LoadedMachine | null> {
    yield* openDatabase(name, 'existing', this.#context.options.tuning.storeCacheBytes);
    return yield* loadMachine(name, this.codecs, (store) => this.#context.newMachine(store));
  }

  /** Writes what a database that is being filled was given since the last time. */
  *fill(database: MachineDatabase): DiskTask<void> {
    yield* writeDatabase(database.name, database.takeContent());
    database.store.forget();
  }

  /** Ends the filling: the database is complete through `position`, durably. */
  *complete(database: MachineDatabase, position: Position): DiskTask<void> {
    yield* writeDatabase(database.name, database.takeChanges(position));
    database.store.forget();
    yield* syncDatabase(database.name);
    database.confirm(position.index);
  }

  /** Makes a complete database the one that a restart opens. */
  *goLive(group: GroupId, database: MachineDatabase): DiskTask<void> {
    yield* switchPointer(group, database.name, this.#context.ports);
  }

  /** Closes and removes a database that is not live any more, or never was. */
  discard(name: string): void {
    runTask(this.#context.disk, closeAndRemove(name), {
      done: () => undefined,
      failed: this.#context.fail,
    });
  }

  get codecs(): DatabaseCodecs {
    return { blocks: this.#context.blockCodecs.binary, utf8: this.#context.ports.utf8 };
  }
}

export function* closeAndRemove(name: string): DiskTask<void> {
  yield* closeDatabase(name);
  yield* removeDatabase(name);
}
