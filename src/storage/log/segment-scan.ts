import { DecodeError } from '../../base/errors.ts';
import type { Checksum } from '../../base/ports.ts';
import { type Batch, decodeBatch } from './batch.ts';
import { SECTOR_BYTES, SEGMENT_DATA_AT } from './segment.ts';

/** Where reading a log stands: the last intact batch, or null before the first. */
export type LastBatch = { readonly number: number; readonly checksum: number } | null;

/** What a segment holds. */
export interface SegmentScan {
  readonly batches: readonly Batch[];
  /** Where the next batch belongs. */
  readonly end: number;
  /**
   * Set when something after `end` says that a batch there was durable and is gone: the number of
   * the batch that is missing.
   */
  readonly lostBatch: number | null;
}

/**
 * Reads the batches of one segment from its beginning to the first place where the next one is not
 * intact.
 *
 * A batch that a crash cut off leaves such a place, and so does damage. They are told apart by what
 * follows: each batch says which batches were durable before it was written. If one that was durable
 * is not intact now, this is damage, and forgetting it would take back promises (raft.md item 29).
 */
export function scanSegment(
  bytes: Uint8Array,
  segment: number,
  before: LastBatch,
  checksum: Checksum,
): SegmentScan {
  const batches: Batch[] = [];
  let last = before;
  let at = SEGMENT_DATA_AT;
  for (;;) {
    const batch = intactBatch(bytes, at, checksum);
    if (batch === null || batch.segment !== segment || !follows(batch, last)) {
      break;
    }
    batches.push(batch);
    last = batch;
    at += batch.bytes;
  }
  return { batches, end: at, lostBatch: findLoss(bytes, at, segment, last, checksum) };
}

/** Whether there is any intact batch of this segment in its bytes, of whatever log. */
export function holdsBatch(bytes: Uint8Array, segment: number, checksum: Checksum): boolean {
  for (let at = SEGMENT_DATA_AT; at < bytes.length; at += SECTOR_BYTES) {
    if (intactBatch(bytes, at, checksum)?.segment === segment) {
      return true;
    }
  }
  return false;
}

/** Without a batch before, the first one found begins the log: earlier segments were compacted. */
function follows(batch: Batch, last: LastBatch): boolean {
  return last === null || (batch.number === last.number + 1 && batch.previous === last.checksum);
}

function findLoss(
  bytes: Uint8Array,
  end: number,
  segment: number,
  last: LastBatch,
  checksum: Checksum,
): number | null {
  const missing = (last?.number ?? 0) + 1;
  for (let at = end; at < bytes.length; at += SECTOR_BYTES) {
    const later = intactBatch(bytes, at, checksum);
    if (later !== null && later.segment === segment && later.syncedThrough >= missing) {
      return missing;
    }
  }
  return null;
}

function intactBatch(bytes: Uint8Array, at: number, checksum: Checksum): Batch | null {
  try {
    return decodeBatch(bytes, at, checksum);
  } catch (error) {
    if (error instanceof DecodeError) {
      return null;
    }
    throw error;
  }
}
