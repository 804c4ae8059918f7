import { DecodeError } from '../base/errors.ts';
import { indexAfter } from '../base/ids.ts';
import { present } from '../base/invariant.ts';
import { locateKey } from '../codec/command.ts';
import { plainCommand } from '../codec/compressed-command.ts';
import { type Entry, payloadOf, recordBytes } from '../raft/entry.ts';
import type { MachineDatabase } from '../storage/store/machine-database.ts';
import { decodeStored, recordKey } from '../storage/store/store-layout.ts';
import { readDatabase, writeDatabase } from '../storage/store/store-task.ts';
import { applyEntry, hasApplicable } from './applying.ts';
import type { NodeContext } from './context.ts';
import { answerReadable } from './reading.ts';
import type { Replica } from './replica.ts';
import { saveIfDue } from './snapshot-saving.ts';
import { useDatabase } from './using-database.ts';

/** An entry and the key that it is about; null when it is about none. */
interface KeyedEntry {
  readonly entry: Entry;
  readonly key: string | null;
}

/** Entries whose keys are being read, or whose effect is being written. */
export interface ApplyingBatch {
  readonly database: MachineDatabase;
  readonly entries: readonly KeyedEntry[];
  /** Keys that must be read before the entries can be applied. */
  readonly keys: readonly string[];
}

/**
 * Applies what is committed and durable to a machine on disk: keys → values → a synchronous fold →
 * one write that carries the applied index. One batch of a replica is under way at a time.
 *
 * Whoever waits is answered after the fold: the log holds the entries durably, and until they are
 * written the store knows the values that changed.
 */
export function applyOnDisk(
  context: NodeContext,
  replica: Replica,
  database: MachineDatabase,
): void {
  const isBlocked = replica.applying !== null || replica.raft.state.pendingSnapshot !== null;
  if (isBlocked || !hasApplicable(replica)) {
    return;
  }
  const batch = collect(context, replica, database);
  replica.applying = batch;
  if (batch.keys.length === 0) {
    fold(context, replica, batch);
    return;
  }
  const keys = batch.keys.map(recordKey);
  const { storeReadBytesMax } = context.options.tuning;
  useDatabase(context, replica, readDatabase(database.name, keys, storeReadBytesMax), {
    done: (values) => {
      learn(batch, values);
      if (replica.applying === batch && replica.raft.state.pendingSnapshot === null) {
        fold(context, replica, batch);
      }
    },
    failed: () => undefined,
  });
}

function learn({ database, keys }: ApplyingBatch, values: readonly (Uint8Array | null)[]): void {
  for (const [i, value] of values.entries()) {
    const stored = value === null ? null : decodeStored(value);
    database.store.learn(present(keys[i], 'a value has its key'), stored);
  }
}

function collect(context: NodeContext, replica: Replica, database: MachineDatabase): ApplyingBatch {
  const { log } = replica.raft.state;
  const { applyBytesMax } = context.options.tuning;
  const entries: KeyedEntry[] = [];
  const keys = new Set<string>();
  let bytes = 0;
  let index = indexAfter(replica.machine.appliedIndex);
  for (; index <= log.applicableIndex && bytes < applyBytesMax; index = indexAfter(index)) {
    const entry = log.entryAt(index);
    const key = keyOf(context, entry);
    if (key !== null) {
      keys.add(key);
    }
    bytes += recordBytes(entry);
    entries.push({ entry, key });
  }
  return { database, entries, keys: [...keys] };
}

/** The key that a command is about; null for an entry that is about none. */
function keyOf(context: NodeContext, entry: Entry): string | null {
  if (entry.kind !== 'command') {
    return null;
  }
  try {
    const { bytes, start, end } = plainCommand(payloadOf(entry));
    const place = locateKey(bytes, start, end);
    return place === null ? null : context.ports.utf8.latin1(bytes, place.start, place.end);
  } catch (error) {
    if (error instanceof DecodeError) {
      // It will be applied as what no replica can read.
      return null;
    }
    throw error;
  }
}

/** Applies the entries whose keys were read: all of them, unless the values were too long. */
function fold(context: NodeContext, replica: Replica, batch: ApplyingBatch): void {
  const { store } = batch.database;
  let last: Entry | null = null;
  for (const { entry, key } of batch.entries) {
    if (!replica.isRunning || (key !== null && !store.isKnown(key))) {
      break;
    }
    applyEntry(context, replica, entry);
    replica.bytesSinceSnapshot += recordBytes(entry);
    last = entry;
  }
  if (!replica.isRunning) {
    return;
  }
  // Entries may have led to others, or to messages: this may be no turn of the replica yet.
  context.dirty.add(replica);
  answerReadable(context, replica);
  write(context, replica, batch, present(last, 'at least one value was read'));
  saveIfDue(context, replica);
}

function write(
  context: NodeContext,
  replica: Replica,
  batch: ApplyingBatch,
  { index, term }: Entry,
): void {
  const { database } = batch;
  const changes = database.takeChanges({ index, term });
  useDatabase(context, replica, writeDatabase(database.name, changes), {
    done: () => {
      database.store.forget();
      if (replica.applying === batch) {
        replica.applying = null;
        context.dirty.add(replica);
      }
    },
    failed: () => undefined,
  });
}
