import { present } from '../base/invariant.ts';
import { BLOCK_BYTES_TARGET } from '../codec/snapshot/blocks.ts';
import { SnapshotWriter } from '../codec/snapshot/snapshot-writer.ts';
import { type DiskTask, publishFile, temporaryName } from '../storage/disk-task.ts';
import { snapshotFile } from '../storage/file-names.ts';
import { writeSnapshot } from '../storage/snapshot-file.ts';
import type { MachineDatabase } from '../storage/store/machine-database.ts';
import { RecordScan } from '../storage/store/record-scan.ts';
import { releaseSnapshot, syncDatabase, takeSnapshot } from '../storage/store/store-task.ts';
import { readState, type StoredState } from '../storage/store/stored-state.ts';
import { snapshotCompressor } from './compressing.ts';
import type { NodeContext } from './context.ts';
import type { DurableSnapshot, Replica } from './replica.ts';

/**
 * Writes what a database holds at one moment to a snapshot file, in memory of one slice, and syncs the
 * database: once the file counts, the log needs nothing before it (raft.md item 27).
 *
 * @returns null when the database holds nothing newer than the last snapshot yet.
 */
export function* saveFromDisk(
  context: NodeContext,
  replica: Replica,
  database: MachineDatabase,
): DiskTask<DurableSnapshot | null> {
  const { name } = database;
  const snapshot = context.databases.nextSnapshot();
  yield* takeSnapshot(name, snapshot);
  const found = yield* readState(name, snapshot, context.databases.codecs);
  const state = present(found, 'the live database is complete');
  const { position } = state.mark;
  const isNewer = position.index > replica.snapshot.position.index;
  const saved = isNewer ? yield* writeFile(context, replica, { name, snapshot, state }) : null;
  yield* releaseSnapshot(name, snapshot);
  yield* syncDatabase(name);
  database.confirm(position.index);
  return saved;
}

function* writeFile(
  context: NodeContext,
  replica: Replica,
  source: { readonly name: string; readonly snapshot: number; readonly state: StoredState },
): DiskTask<DurableSnapshot> {
  const { group } = replica;
  const { snapshotCodec, snapshotSliceBytes } = context.options.tuning;
  const compressor = snapshotCompressor(context, replica);
  const { name, snapshot, state } = source;
  const { mark, membership, sessions } = state;
  const { position } = mark;
  const records = new RecordScan(name, snapshot);
  const writer = new SnapshotWriter(
    { header: { group, position, membership }, sessions, records },
    context.blockCodecs[snapshotCodec],
    context.ports.checksum,
    compressor,
  );
  const file = snapshotFile(group, position);
  const temporary = temporaryName(file, 'saving');
  // A slice ends with the block that it is full in: more than that is never asked for at once.
  const ahead = snapshotSliceBytes + BLOCK_BYTES_TARGET;
  const bytes = yield* writeSnapshot(writer, temporary, snapshotSliceBytes, () =>
    records.fetch(ahead),
  );
  yield* publishFile(temporary, file);
  return { position, bytes };
}
