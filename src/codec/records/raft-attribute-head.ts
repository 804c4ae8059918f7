import { readU32 } from '../../base/bytes.ts';
import { DecodeError } from '../../base/errors.ts';
import type { I64 } from '../thrift/i64.ts';
import {
  FLAGS_ALL,
  Flag,
  NARROW_BYTES,
  Offset,
  RAFT_ATTRIBUTE_VERSION,
  WIDE_BYTES,
} from './raft-attribute-layout.ts';

/** Where the parts of one encoded record are. */
export interface RaftAttributeHead {
  readonly flags: number;
  readonly agesAt: number;
  readonly lengthsAt: number;
  readonly textsAt: number;
}

/**
 * Finds the parts of the record in `bytes[start, end)`, whose texts may still not fill it.
 *
 * @throws DecodeError when it is of another version, has unknown flags, or announces more ages and
 *   texts than the bytes can hold.
 */
export function readHead(bytes: Uint8Array, start: number, end: number): RaftAttributeHead {
  if (end - start < Offset.ages || bytes[start] !== RAFT_ATTRIBUTE_VERSION) {
    throw new DecodeError(`no record of version ${RAFT_ATTRIBUTE_VERSION}`, start);
  }
  const flags = bytes[start + Offset.flags] as number;
  const agesCount = readU32(bytes, start + Offset.agesCount);
  const locationsCount = readU32(bytes, start + Offset.locationsCount);
  expectFlags(flags, agesCount, locationsCount, start);
  const agesAt = start + Offset.ages;
  const lengthsAt = agesAt + agesCount * (flags & Flag.wideAges ? WIDE_BYTES : NARROW_BYTES);
  const lengthBytes = flags & Flag.wideTexts ? WIDE_BYTES : NARROW_BYTES;
  const textsAt = lengthsAt + (1 + 2 * locationsCount) * lengthBytes;
  if (textsAt > end) {
    throw new DecodeError(
      `a record of ${end - start} bytes has ${agesCount} ages and ${locationsCount} locations`,
      start,
    );
  }
  return { flags, agesAt, lengthsAt, textsAt };
}

/** The length at `at`, of a record with these flags. */
export function readLength(bytes: Uint8Array, at: number, flags: number): number {
  return flags & Flag.wideTexts ? readU32(bytes, at) : (bytes[at] as number);
}

export function readI64(bytes: Uint8Array, at: number): I64 {
  return { high: readU32(bytes, at + 4) | 0, low: readU32(bytes, at) };
}

/** Flags and counts have one meaning each: a nil list has no elements. */
function expectFlags(flags: number, ages: number, locations: number, start: number): void {
  const known = (flags & ~FLAGS_ALL) === 0;
  const agesAgree = ages === 0 || (flags & Flag.ages) !== 0;
  const locationsAgree = locations === 0 || (flags & Flag.locations) !== 0;
  if (!(known && agesAgree && locationsAgree)) {
    throw new DecodeError(`flags ${flags} with ${ages} ages and ${locations} locations`, start);
  }
}
