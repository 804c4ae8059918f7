import { RaftLabError } from '../base/errors.ts';
import { type LogIndex, maxIndex } from '../base/ids.ts';
import { SnapshotReader } from '../codec/snapshot/snapshot-reader.ts';
import type { BootstrapRecord } from '../storage/bootstrap.ts';
import type { DiskTask } from '../storage/disk-task.ts';
import { snapshotFile } from '../storage/file-names.ts';
import type { RecoveredGroup } from '../storage/log/group-replay.ts';
import { readSnapshot } from '../storage/snapshot-file.ts';
import type { LoadedMachine } from '../storage/store/load-machine.ts';
import { BEGINNING, type MachineDatabase } from '../storage/store/machine-database.ts';
import { readPointer } from '../storage/store/pointer.ts';
import type { NodeContext } from './context.ts';
import { closeAndRemove } from './databases.ts';
import type { DirectoryContent, FoundGroup } from './found-group.ts';
import type { GroupOptions } from './options.ts';
import { type DurableSnapshot, NO_SNAPSHOT } from './replica.ts';
import { damagedSnapshot } from './snapshot-check.ts';
import { snapshotSink } from './snapshot-sink.ts';

/** Opens the live database of a group that ran here, or finds why it must not start. */
export function* findOnDisk(
  context: NodeContext,
  { options, record }: { readonly options: GroupOptions; readonly record: BootstrapRecord },
  recovered: RecoveredGroup,
  directory: DirectoryContent,
): DiskTask<FoundGroup> {
  try {
    const snapshot = snapshotOf(options, recovered, directory);
    const name = yield* readPointer(options.group, directory, context.ports);
    const opened = yield* context.databases.open(name);
    const database = isUsable(opened, recovered)
      ? opened.database
      : yield* refill(context, options, snapshot, name);
    catchUp(recovered, database.machine.appliedIndex, options);
    const { machine } = database;
    const { newcomer: isNewcomer, members: initialMembers } = record;
    const found = { options, recovered, machine, database, snapshot, isNewcomer, initialMembers };
    return { kind: 'existing', ...found };
  } catch (error) {
    if (error instanceof RaftLabError) {
      return { kind: 'damaged', options, error };
    }
    throw error;
  }
}

function snapshotOf(
  { group }: GroupOptions,
  { snapshot: position }: RecoveredGroup,
  { files }: DirectoryContent,
): DurableSnapshot {
  if (position.index === 0) {
    return NO_SNAPSHOT;
  }
  const name = snapshotFile(group, position);
  return { position, bytes: files.find((info) => info.file === name)?.bytes ?? 0 };
}

/** Whether what a database holds is whole, and not behind what the log builds on. */
function isUsable(
  opened: LoadedMachine | null,
  { snapshot }: RecoveredGroup,
): opened is LoadedMachine {
  return opened !== null && opened.position.index >= snapshot.index;
}

/**
 * Fills a new database from the snapshot that the log builds on, or leaves it empty where the log
 * begins at the beginning: the old one lost writes that were not synced, or a received snapshot was
 * durable but not live yet. The log holds everything since.
 */
function* refill(
  context: NodeContext,
  { group }: GroupOptions,
  { position, bytes }: DurableSnapshot,
  old: string,
): DiskTask<MachineDatabase> {
  const { databases } = context;
  const database = databases.prepare(group);
  yield* databases.begin(database);
  if (position.index > 0) {
    const name = snapshotFile(group, position);
    const sink = snapshotSink(database.machine, group, position);
    const reader = new SnapshotReader(context.blockCodecs, context.ports.checksum, sink);
    try {
      yield* readSnapshot(reader, name, bytes, () => databases.fill(database));
    } catch (error) {
      throw error instanceof RaftLabError ? damagedSnapshot(name, error) : error;
    }
  }
  yield* databases.complete(database, position.index === 0 ? BEGINNING : position);
  yield* databases.goLive(group, database);
  yield* closeAndRemove(old);
  context.notify({ kind: 'databaseRefilled', group, index: position.index });
  return database;
}

/**
 * A database may hold more than the log knows as committed: it is written as it comes, the log's mark
 * only with the next entries. What was applied was committed (raft.md item 28).
 *
 * @throws RaftLabError LOG_LOST when it holds more than the log does
 */
function catchUp({ log }: RecoveredGroup, applied: LogIndex, { group }: GroupOptions): void {
  if (applied > log.lastIndex) {
    throw new RaftLabError(
      'LOG_LOST',
      `the database of group ${group} holds entry ${applied}, but the log ends at ` +
        `${log.lastIndex}: the log lost entries; remove this node from the group and add it under ` +
        'a new id with an empty directory',
    );
  }
  log.commitTo(maxIndex(log.commitIndex, applied));
  log.appliedTo(maxIndex(log.appliedIndex, applied));
}
