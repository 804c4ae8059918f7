import { LaterVersionError, RaftLabError } from '../base/errors.ts';
import { SnapshotReader } from '../codec/snapshot/snapshot-reader.ts';
import type { DiskTask } from '../storage/disk-task.ts';
import { snapshotFile } from '../storage/file-names.ts';
import { readSnapshot } from '../storage/snapshot-file.ts';
import type { NodeContext } from './context.ts';
import type { DurableSnapshot, Replica } from './replica.ts';
import { snapshotSink } from './snapshot-sink.ts';

/** Reads a snapshot file from beginning to end. @throws RaftLabError SNAPSHOT_CORRUPT */
export function* checkSnapshot(
  context: NodeContext,
  replica: Replica,
  { position, bytes }: DurableSnapshot,
): DiskTask<void> {
  const file = snapshotFile(replica.group, position);
  const { header } = snapshotSink(context.newMachine(), replica.group, position);
  // Its blocks are looked at, and nothing of them is kept.
  const sink = { header, session: () => undefined, record: () => undefined };
  const reader = new SnapshotReader(context.blockCodecs, context.ports.checksum, sink);
  try {
    yield* readSnapshot(reader, file, bytes);
  } catch (error) {
    throw error instanceof RaftLabError ? damagedSnapshot(file, error) : error;
  }
}

/** The error of a snapshot that cannot be read, with what the operator can do. */
export function damagedSnapshot(file: string, cause: Error): RaftLabError {
  if (cause instanceof LaterVersionError) {
    return cause;
  }
  return new RaftLabError(
    'SNAPSHOT_CORRUPT',
    `${file}: ${cause.message}; restore the file, or remove this node from the group and add it ` +
      'under a new id with an empty directory',
    { cause },
  );
}
