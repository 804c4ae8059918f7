import { ByteReader, ByteWriter, readU32 } from '../../base/bytes.ts';
import { RaftLabError } from '../../base/errors.ts';
import type { NodeId } from '../../base/ids.ts';
import type { Checksum } from '../../base/ports.ts';

/** The bytes "RLSG". */
const MAGIC = 0x47_53_4c_52;
const VERSION = 1;
const FIELDS_BYTES = 4 + 2 + 2 + 8 + 8 + 4;

/**
 * Everything in a segment begins at a multiple of this, so that a sector which a power cut leaves
 * torn belongs to one batch only.
 */
export const SECTOR_BYTES = 512;

/** First batch of a segment. */
export const SEGMENT_DATA_AT = SECTOR_BYTES;

/** What a segment file says of itself in its first sector. */
export interface SegmentHeader {
  readonly segment: number;
  readonly node: NodeId;
  readonly deployment: number;
}

export function encodeSegmentHeader(header: SegmentHeader, checksum: Checksum): Uint8Array {
  const writer = new ByteWriter(SECTOR_BYTES);
  writer.u32(MAGIC);
  writer.u16(VERSION);
  writer.u16(0);
  writer.u64(header.segment);
  writer.u64(header.node);
  writer.u32(header.deployment);
  writer.u32(checksum(writer.bytes, 0, FIELDS_BYTES, 0));
  writer.reserve(SECTOR_BYTES - writer.length);
  return writer.copy();
}

/** Whether `bytes` begin with an intact header of `expected`. @throws RaftLabError UNSUPPORTED_VERSION */
export function isSegmentHeader(
  bytes: Uint8Array,
  expected: SegmentHeader,
  checksum: Checksum,
): boolean {
  if (bytes.length < SECTOR_BYTES) {
    return false;
  }
  const reader = new ByteReader(bytes, 0, FIELDS_BYTES);
  if (
    reader.u32() !== MAGIC ||
    checksum(bytes, 0, FIELDS_BYTES, 0) !== readU32(bytes, FIELDS_BYTES)
  ) {
    return false;
  }
  const version = reader.u16();
  if (version !== VERSION) {
    throw new RaftLabError(
      'UNSUPPORTED_VERSION',
      `log segment ${expected.segment} has version ${version}, this build reads version ${VERSION}`,
    );
  }
  reader.u16();
  return (
    reader.u64() === expected.segment &&
    reader.u64() === expected.node &&
    reader.u32() === expected.deployment
  );
}

/** `length` rounded up to whole sectors. */
export function wholeSectors(length: number): number {
  return Math.ceil(length / SECTOR_BYTES) * SECTOR_BYTES;
}
