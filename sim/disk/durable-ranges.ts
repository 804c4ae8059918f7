import type { Checksum } from '../../src/base/ports.ts';
import {
  groupOfBootstrapFile,
  IDENTITY_FILE,
  segmentOfFile,
} from '../../src/storage/file-names.ts';
import { type Batch, decodeBatch } from '../../src/storage/log/batch.ts';
import { SECTOR_BYTES, SEGMENT_DATA_AT } from '../../src/storage/log/segment.ts';
import type { SimDisk } from './sim-disk.ts';

/** Bytes of a file that belong together. */
export interface DurableRange {
  readonly file: string;
  readonly offset: number;
  readonly length: number;
  readonly kind: 'batch' | 'header' | 'small' | 'snapshot';
}

/**
 * What is durable on a disk and damage to which a node must notice when it reads it again: batches
 * that a later one calls durable, headers of segments in use, identity and bootstrap records.
 *
 * The last batch is not among them: whoever reads it cannot tell damage from a write that was torn.
 */
export function provenRanges(disk: SimDisk, checksum: Checksum): DurableRange[] {
  const files = [...disk.directory.files().keys()].sort();
  const batches = files
    .filter((file) => segmentOfFile(file) !== null)
    .flatMap((file) => batchesOf(disk, file, checksum));
  const proven = Math.max(0, ...batches.map(({ batch }) => batch.syncedThrough));
  const durable = batches.filter(({ batch }) => batch.number <= proven);
  const headers = [...new Set(durable.map(({ range }) => range.file))].map(
    (file): DurableRange => ({ file, offset: 0, length: 32, kind: 'header' }),
  );
  const small = files
    .filter((file) => file === IDENTITY_FILE || groupOfBootstrapFile(file) !== null)
    .map((file) => wholeFile(disk, file, 'small'));
  return [...durable.map(({ range }) => range), ...headers, ...small];
}

export function wholeFile(disk: SimDisk, file: string, kind: DurableRange['kind']): DurableRange {
  return { file, offset: 0, length: disk.directory.get(file)?.synced.length ?? 0, kind };
}

interface PlacedBatch {
  readonly batch: Batch;
  readonly range: DurableRange;
}

/** The batches of a segment from its beginning on, without what a file held before it was used again. */
function batchesOf(disk: SimDisk, file: string, checksum: Checksum): PlacedBatch[] {
  const bytes = disk.directory.get(file)?.synced ?? new Uint8Array(0);
  const placed: PlacedBatch[] = [];
  let last: Batch | null = null;
  for (let offset = SEGMENT_DATA_AT; offset < bytes.length; ) {
    const batch = intactBatch(bytes, offset, checksum);
    if (batch === null || batch.segment !== segmentOfFile(file)) {
      break;
    }
    if (last !== null && batch.previous !== last.checksum) {
      break;
    }
    const length = Math.min(batch.bytes, bytes.length - offset);
    placed.push({ batch, range: { file, offset, length, kind: 'batch' } });
    last = batch;
    offset += Math.ceil(batch.bytes / SECTOR_BYTES) * SECTOR_BYTES;
  }
  return placed;
}

function intactBatch(bytes: Uint8Array, offset: number, checksum: Checksum): Batch | null {
  try {
    return decodeBatch(bytes, offset, checksum);
  } catch {
    return null;
  }
}
