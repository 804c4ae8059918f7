import type { SnapshotReader } from '../codec/snapshot/snapshot-reader.ts';
import type { SnapshotWriter } from '../codec/snapshot/snapshot-writer.ts';
import { type DiskTask, openFile, readFile, writeFile } from './disk-task.ts';

/** Bytes of a snapshot file that are read at a time. */
const READ_BYTES = 1024 * 1024;

/**
 * Writes a snapshot to the new file `temporary`, slice by slice; the node goes on between them.
 *
 * @param fetch - called before each slice, for records that have to be read first.
 * @returns how many bytes it has. Nothing is durable before the file was published.
 */
export function* writeSnapshot(
  writer: SnapshotWriter,
  temporary: string,
  sliceBytes: number,
  fetch: () => DiskTask<void> = nothing,
): DiskTask<number> {
  let bytes = 0;
  yield* openFile(temporary, 'plain');
  while (!writer.isDone) {
    yield* fetch();
    const slice = writer.next(sliceBytes);
    yield* writeFile(temporary, bytes, slice);
    bytes += slice.length;
  }
  return bytes;
}

/**
 * Reads the snapshot that fills `file`.
 *
 * @param keep - called after each piece, for a state that does not stay in memory.
 * @throws DecodeError when it is damaged or incomplete.
 */
export function* readSnapshot(
  reader: SnapshotReader,
  file: string,
  fileBytes: number,
  keep: () => DiskTask<void> = nothing,
): DiskTask<void> {
  for (let at = 0; at < fileBytes; at += READ_BYTES) {
    reader.push(yield* readFile(file, at, Math.min(READ_BYTES, fileBytes - at)));
    yield* keep();
  }
  reader.finish();
}

function* nothing(): DiskTask<void> {
  // A state in memory has nothing to wait for.
}
