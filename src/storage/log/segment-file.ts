import type { Checksum } from '../../base/ports.ts';
import type { FileMode } from '../disk.ts';
import {
  type DiskTask,
  openFile,
  preallocateFile,
  renameFile,
  syncDirectory,
  syncFile,
  writeFile,
} from '../disk-task.ts';
import { segmentFile } from '../file-names.ts';
import { encodeSegmentHeader, SEGMENT_DATA_AT, type SegmentHeader } from './segment.ts';

/** Zeros are written in pieces, so that the log's own writes get in between. */
const PREALLOCATE_BYTES = 1024 * 1024;

/** Makes an empty segment, durable with its name, its blocks already in place. */
export function* createSegment(
  header: SegmentHeader,
  shape: { readonly mode: FileMode; readonly bytes: number },
  checksum: Checksum,
): DiskTask<void> {
  const file = segmentFile(header.segment);
  yield* openFile(file, shape.mode);
  yield* writeFile(file, 0, encodeSegmentHeader(header, checksum));
  for (let at = SEGMENT_DATA_AT; at < shape.bytes; at += PREALLOCATE_BYTES) {
    yield* preallocateFile(file, at, Math.min(PREALLOCATE_BYTES, shape.bytes - at));
  }
  yield* syncFile(file);
  yield* syncDirectory();
}

/**
 * Makes the file of a segment that nothing needs any more into an empty one, durable with its name.
 * Its blocks are in place, so this costs two small syncs instead of a segment of zeros. What it held
 * stays behind the header: every batch there names the old segment, so none is taken for a new one.
 */
export function* recycleSegment(
  retired: number,
  header: SegmentHeader,
  mode: FileMode,
  checksum: Checksum,
): DiskTask<void> {
  const file = segmentFile(header.segment);
  yield* renameFile(segmentFile(retired), file);
  // First the name: the old one with the new header would look like a damaged segment.
  yield* syncDirectory();
  yield* openFile(file, mode);
  yield* writeFile(file, 0, encodeSegmentHeader(header, checksum));
  yield* syncFile(file);
}
