import { type ByteWriter, writeU32 } from '../../base/bytes.ts';
import type { Utf8 } from '../../base/ports.ts';
import { LATIN1_END, putOneByteText } from '../text/one-byte-text.ts';
import type { I64 } from '../thrift/i64.ts';
import { expectI32 } from '../thrift/integer-range.ts';
import type { Location, RaftAttribute } from './raft-attribute.ts';
import {
  Flag,
  NARROW_BYTES,
  NARROW_MAX,
  Offset,
  RAFT_ATTRIBUTE_VERSION,
  WIDE_BYTES,
} from './raft-attribute-layout.ts';

const NO_AGES: readonly number[] = [];
const NO_LOCATIONS: readonly Location[] = [];
const TOO_WIDE = -1;

/**
 * Appends `record` in the layout of `raft-attribute-layout.ts`, in the narrowest form that holds it.
 *
 * @throws InvariantError when an age is no i32.
 */
export function encodeRaftAttribute(out: ByteWriter, record: RaftAttribute, utf8: Utf8): void {
  const ages = record.ages ?? NO_AGES;
  const locations = record.locations ?? NO_LOCATIONS;
  const start = out.reserve(Offset.ages);
  putHead(out.bytes, start, record);
  let flags = record.ages === null ? 0 : Flag.ages;
  flags |= record.locations === null ? 0 : Flag.locations;
  flags |= appendAges(out, ages) ? 0 : Flag.wideAges;
  if (!appendNarrowTexts(out, record.attrName, locations)) {
    appendWideTexts(out, record.attrName, locations, utf8);
    flags |= Flag.wideTexts;
  }
  out.bytes[start + Offset.flags] = flags;
}

function putHead(bytes: Uint8Array, start: number, record: RaftAttribute): void {
  bytes[start + Offset.version] = RAFT_ATTRIBUTE_VERSION;
  writeU32(bytes, start + Offset.agesCount, record.ages?.length ?? 0);
  writeU32(bytes, start + Offset.locationsCount, record.locations?.length ?? 0);
  putI64(bytes, start + Offset.attrId, record.attrId);
  putI64(bytes, start + Offset.timestamp, record.timestamp);
}

function putI64(bytes: Uint8Array, at: number, value: I64): void {
  writeU32(bytes, at, value.low);
  writeU32(bytes, at + 4, value.high);
}

/** Returns whether the narrow form held them. */
function appendAges(out: ByteWriter, ages: readonly number[]): boolean {
  const narrow = areNarrow(ages);
  const width = narrow ? NARROW_BYTES : WIDE_BYTES;
  let at = out.reserve(ages.length * width);
  for (const age of ages) {
    if (narrow) {
      out.bytes[at] = age;
    } else {
      writeU32(out.bytes, at, age);
    }
    at += width;
  }
  return narrow;
}

function areNarrow(ages: readonly number[]): boolean {
  let seen = 0;
  for (const age of ages) {
    expectI32(age);
    seen |= age;
  }
  return seen >>> 0 <= NARROW_MAX;
}

/** Returns false, and appends nothing, when a text does not have the narrow form. */
function appendNarrowTexts(
  out: ByteWriter,
  attrName: string,
  locations: readonly Location[],
): boolean {
  const start = out.length;
  const heapBytes = narrowHeapBytes(attrName, locations);
  if (heapBytes === TOO_WIDE) {
    return false;
  }
  let lengthAt = out.reserve(1 + 2 * locations.length + heapBytes);
  const bytes = out.bytes;
  let heapAt = lengthAt + 1 + 2 * locations.length;
  let seen = putOneByteText(bytes, heapAt, attrName);
  bytes[lengthAt++] = attrName.length;
  heapAt += attrName.length;
  for (const location of locations) {
    const key = location[0];
    const value = location[1];
    bytes[lengthAt++] = key.length;
    bytes[lengthAt++] = value.length;
    seen |= putOneByteText(bytes, heapAt, key);
    heapAt += key.length;
    seen |= putOneByteText(bytes, heapAt, value);
    heapAt += value.length;
  }
  if (seen >= LATIN1_END) {
    out.length = start;
    return false;
  }
  return true;
}

/** The sum of the lengths; `TOO_WIDE` when one of them does not fit a byte. */
function narrowHeapBytes(attrName: string, locations: readonly Location[]): number {
  let total = attrName.length;
  let seen = attrName.length;
  for (const location of locations) {
    const key = location[0].length;
    const value = location[1].length;
    seen |= key | value;
    total += key + value;
  }
  return seen > NARROW_MAX ? TOO_WIDE : total;
}

function appendWideTexts(
  out: ByteWriter,
  attrName: string,
  locations: readonly Location[],
  utf8: Utf8,
): void {
  const texts = [attrName, ...locations.flat()].map((text) => utf8.encode(text));
  for (const text of texts) {
    out.u32(text.length);
  }
  for (const text of texts) {
    out.raw(text);
  }
}
