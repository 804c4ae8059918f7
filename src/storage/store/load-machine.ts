import { DecodeError, RaftLabError } from '../../base/errors.ts';
import { DiskStore } from '../../kv/disk-store.ts';
import type { StateMachine } from '../../kv/machine.ts';
import type { Position } from '../../raft/log.ts';
import type { DiskTask } from '../disk-task.ts';
import { type DatabaseCodecs, MachineDatabase } from './machine-database.ts';
import { RecordScan } from './record-scan.ts';
import { releaseSnapshot, takeSnapshot } from './store-task.ts';
import { readState } from './stored-state.ts';

/** A machine whose state is in a database, and the last entry that it contains. */
export interface LoadedMachine {
  readonly database: MachineDatabase;
  readonly position: Position;
}

/** Bytes of records that are read at a time. */
const SLICE_BYTES = 256 * 1024;
/** Nobody else looks at a database that is being loaded. */
const SNAPSHOT = 0;

/**
 * Reads the state that an open database holds: its mark, sessions and membership, but records only
 * where a digest must follow them.
 *
 * @returns null when the database is not complete: it was being filled, or a crash took a write from
 * the middle.
 * @throws RaftLabError STORE_CORRUPT
 */
export function* loadMachine(
  name: string,
  codecs: DatabaseCodecs,
  newMachine: (store: DiskStore) => StateMachine,
): DiskTask<LoadedMachine | null> {
  yield* takeSnapshot(name, SNAPSHOT);
  try {
    return yield* load(name, codecs, newMachine);
  } catch (error) {
    throw error instanceof DecodeError ? corruptDatabase(name, error) : error;
  } finally {
    yield* releaseSnapshot(name, SNAPSHOT);
  }
}

function* load(
  name: string,
  codecs: DatabaseCodecs,
  newMachine: (store: DiskStore) => StateMachine,
): DiskTask<LoadedMachine | null> {
  const state = yield* readState(name, SNAPSHOT, codecs);
  if (state?.links == null) {
    return null;
  }
  const { position, records } = state.mark;
  const store = new DiskStore(name, records);
  const machine = newMachine(store);
  machine.restore(position.index, state.membership);
  for (const session of state.sessions) {
    machine.sessions.restore(session);
  }
  yield* digestRecords(name, machine);
  return { database: new MachineDatabase(machine, store, codecs, state.links), position };
}

function* digestRecords(name: string, { digest }: StateMachine): DiskTask<void> {
  if (digest === null) {
    return;
  }
  const scan = new RecordScan(name, SNAPSHOT);
  for (;;) {
    yield* scan.fetch(SLICE_BYTES);
    const { done, value: record } = scan.next();
    if (done === true) {
      return;
    }
    digest.addRecord(record.key, record.value, record.revision);
  }
}

/** What cannot be read in a database is damage. */
export function corruptDatabase(name: string, cause: DecodeError): RaftLabError {
  return new RaftLabError(
    'STORE_CORRUPT',
    `${name}: ${cause.message}; restore the directory, or remove this node from the group and add ` +
      'it under a new id with an empty directory',
    { cause },
  );
}
