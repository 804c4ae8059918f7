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
  /** Where after `end` there are intact batches, which were under way when a crash cut off the log. */
  readonly abandoned: readonly number[];
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
  const behind = [...batchesFrom(at, bytes, segment, checksum)];
  const missing = (last?.number ?? 0) + 1;
  const isLost = behind.some(({ syncedThrough }) => syncedThrough >= missing);
  const abandoned = behind.map(({ offset }) => offset);
  return { batches, end: at, lostBatch: isLost ? missing : null, abandoned };
}

/** Whether there is any intact batch of this segment in its bytes, of whatever log. */
export function holdsBatch(bytes: Uint8Array, segment: number, checksum: Checksum): boolean {
  return batchesFrom(SEGMENT_DATA_AT, bytes, segment, checksum).next().done !== true;
}

/** Without a batch before, the first one found begins the log: earlier segments were compacted. */
function follows(batch: Batch, last: LastBatch): boolean {
  return last === null || (batch.number === last.number + 1 && batch.previous === last.checksum);
}

/** Every intact batch of this segment from `start` on, whether or not one follows from the other. */
function* batchesFrom(
  start: number,
  bytes: Uint8Array,
  segment: number,
  checksum: Checksum,
): Generator<{ readonly offset: number; readonly syncedThrough: number }> {
  for (let offset = start; offset < bytes.length; offset += SECTOR_BYTES) {
    const batch = intactBatch(bytes, offset, checksum);
    if (batch !== null && batch.segment === segment) {
      yield { offset, syncedThrough: batch.syncedThrough };
    }
  }
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
