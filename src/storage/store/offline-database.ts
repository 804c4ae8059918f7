import { DecodeError } from '../../base/errors.ts';
import type { GroupId, LogIndex } from '../../base/ids.ts';
import type { Checksum, Utf8 } from '../../base/ports.ts';
import type { StateMachine } from '../../kv/machine.ts';
import type { MemoryStore } from '../../kv/memory-store.ts';
import type { DiskTask } from '../disk-task.ts';
import { databaseName, databaseOfName } from '../file-names.ts';
import { corruptDatabase } from './load-machine.ts';
import type { DatabaseCodecs } from './machine-database.ts';
import { switchPointer } from './pointer.ts';
import { RecordScan } from './record-scan.ts';
import {
  closeDatabase,
  listDatabases,
  openDatabase,
  releaseSnapshot,
  syncDatabase,
  takeSnapshot,
} from './store-task.ts';
import { readState } from './stored-state.ts';

/** A tool looks at everything once. */
const CACHE_BYTES = 8 * 1024 * 1024;
/** Bytes of records that are read at a time. */
const SLICE_BYTES = 256 * 1024;
/** Nobody else looks at the database of a stopped node. */
const SNAPSHOT = 0;

/**
 * Copies what the database of a stopped node holds into a machine in memory.
 *
 * @param floor - the entry that the log builds on.
 * @returns false, and nothing is copied, when the database is not whole or behind the floor: then
 * snapshot and log have everything, and a start would fill another one from them.
 * @throws RaftLabError STORE_CORRUPT
 */
export function* copyDatabase(
  name: string,
  floor: LogIndex,
  machine: StateMachine<MemoryStore>,
  codecs: DatabaseCodecs,
): DiskTask<boolean> {
  yield* openDatabase(name, 'existing', CACHE_BYTES);
  yield* takeSnapshot(name, SNAPSHOT);
  try {
    return yield* copy(name, floor, machine, codecs);
  } catch (error) {
    throw error instanceof DecodeError ? corruptDatabase(name, error) : error;
  } finally {
    yield* releaseSnapshot(name, SNAPSHOT);
    yield* closeDatabase(name);
  }
}

function* copy(
  name: string,
  floor: LogIndex,
  machine: StateMachine<MemoryStore>,
  codecs: DatabaseCodecs,
): DiskTask<boolean> {
  const state = yield* readState(name, SNAPSHOT, codecs);
  if (state?.links == null || state.mark.position.index < floor) {
    return false;
  }
  machine.restore(state.mark.position.index, state.membership);
  for (const session of state.sessions) {
    machine.sessions.restore(session);
  }
  const scan = new RecordScan(name, SNAPSHOT);
  for (;;) {
    yield* scan.fetch(SLICE_BYTES);
    const { done, value: record } = scan.next();
    if (done === true) {
      return true;
    }
    machine.restoreRecord(record.key, record.value, record.revision);
  }
}

/**
 * Makes a database without content the live one. It is not complete, so a start fills it from the
 * snapshot that the log builds on then; what was live before is not touched, and that start removes it.
 */
export function* beginEmptyDatabase(
  group: GroupId,
  platform: { readonly checksum: Checksum; readonly utf8: Utf8 },
): DiskTask<void> {
  const instances = (yield* listDatabases())
    .map(databaseOfName)
    .map((named) => (named?.group === group ? named.instance : 0));
  const name = databaseName(group, Math.max(0, ...instances) + 1);
  yield* openDatabase(name, 'new', CACHE_BYTES);
  yield* syncDatabase(name);
  yield* closeDatabase(name);
  yield* switchPointer(group, name, platform);
}
