import type { ByteReader, ByteWriter } from '../../base/bytes.ts';
import { DecodeError } from '../../base/errors.ts';
import type { I64 } from './i64.ts';

const VARINT32_BYTES_MAX = 5;
const VARINT64_BYTES_MAX = 10;
const MORE = 0x80;
const BITS = 0x7f;

/** Small magnitudes to small numbers: 0, -1, 1, -2 become 0, 1, 2, 3 (a uint32). */
export function zigzag32(value: number): number {
  return ((value << 1) ^ (value >> 31)) >>> 0;
}

/** The int32 that `zigzag32` made `value` from. */
export function unzigzag32(value: number): number {
  return (value >>> 1) ^ -(value & 1);
}

/** As `zigzag32`, for 64 bits. */
export function zigzag64(value: I64): I64 {
  const sign = value.high >> 31;
  const high = ((value.high << 1) | (value.low >>> 31)) ^ sign;
  return { high, low: ((value.low << 1) ^ sign) >>> 0 };
}

/** The value that `zigzag64` made `value` from. */
export function unzigzag64(value: I64): I64 {
  const sign = -(value.low & 1);
  const low = ((value.low >>> 1) | (value.high << 31)) ^ sign;
  return { high: (value.high >>> 1) ^ sign, low: low >>> 0 };
}

/** Appends the low 32 bits of `value`, seven to a byte, least significant first. */
export function writeVarint32(out: ByteWriter, value: number): void {
  let at = out.reserve(VARINT32_BYTES_MAX);
  let rest = value >>> 0;
  while (rest > BITS) {
    out.bytes[at++] = (rest & BITS) | MORE;
    rest >>>= 7;
  }
  out.bytes[at++] = rest;
  out.length = at;
}

/** As `writeVarint32`, for 64 bits. */
export function writeVarint64(out: ByteWriter, value: I64): void {
  let at = out.reserve(VARINT64_BYTES_MAX);
  let high = value.high >>> 0;
  let low = value.low >>> 0;
  while (high !== 0 || low > BITS) {
    out.bytes[at++] = (low & BITS) | MORE;
    low = ((low >>> 7) | (high << 25)) >>> 0;
    high >>>= 7;
  }
  out.bytes[at++] = low;
  out.length = at;
}

/** Reads a uint32 of one to ten bytes. @throws DecodeError when it has more than 32 bits. */
export function readVarint32(source: ByteReader): number {
  const start = source.at;
  const first = source.u8();
  if (first < MORE) {
    return first;
  }
  const second = source.u8();
  if (second < MORE) {
    return (first & BITS) | (second << 7);
  }
  source.at = start;
  const bits = readVarint64(source);
  if (bits.high !== 0) {
    throw new DecodeError('a number has more than 32 bits', start);
  }
  return bits.low;
}

/** Reads 64 bits of one to ten bytes. @throws DecodeError when there are more of either. */
export function readVarint64(source: ByteReader): I64 {
  const start = source.at;
  let high = 0;
  let low = 0;
  for (let i = 0; i < VARINT64_BYTES_MAX; i++) {
    const byte = source.u8();
    const bits = byte & BITS;
    if (i < 5) {
      low |= bits << (7 * i);
    }
    if (i >= 4) {
      high |= i === 4 ? bits >> 4 : bits << (7 * i - 32);
    }
    if (byte < MORE) {
      checkLastByte(i, byte, start);
      return { high, low: low >>> 0 };
    }
  }
  throw new DecodeError('a variable-length number has more than 10 bytes', start);
}

/** 64 bits leave one for the tenth byte. */
function checkLastByte(index: number, byte: number, start: number): void {
  if (index === VARINT64_BYTES_MAX - 1 && byte > 1) {
    throw new DecodeError('a variable-length number has more than 64 bits', start);
  }
}
