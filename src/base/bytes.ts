import { DecodeError } from './errors.ts';
import { invariant } from './invariant.ts';

const TWO_32 = 2 ** 32;
const SAFE_HIGH_MAX = 2 ** 21;

export function writeU16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
}

export function writeU32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}

/** Writes a safe integer >= 0 as 8 bytes, least significant first. */
export function writeU64(bytes: Uint8Array, at: number, value: number): void {
  const high = Math.floor(value / TWO_32);
  writeU32(bytes, at, value - high * TWO_32);
  writeU32(bytes, at + 4, high);
}

export function readU16(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
}

export function readU32(bytes: Uint8Array, at: number): number {
  const low = (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
  return (low | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24)) >>> 0;
}

/** Reads 8 bytes, least significant first. @throws DecodeError above 2^53 - 1. */
export function readU64(bytes: Uint8Array, at: number): number {
  const high = readU32(bytes, at + 4);
  if (high >= SAFE_HIGH_MAX) {
    throw new DecodeError('a 64-bit number is above 2^53', at);
  }
  return high * TWO_32 + readU32(bytes, at);
}

/** Up to here a loop takes less time than making a view for `set`. */
const LOOP_BYTES = 64;

/** Copies `source[start, end)` to `target` from `at` on; not within one buffer. */
export function copyBytes(
  source: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
  at: number,
): void {
  if (end - start > LOOP_BYTES) {
    target.set(source.subarray(start, end), at);
    return;
  }
  for (let from = start, to = at; from < end; from++, to++) {
    target[to] = source[from] as number;
  }
}

/** Whether two byte ranges hold the same bytes. */
export function bytesEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) {
    return false;
  }
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) {
      return false;
    }
  }
  return true;
}

/** Appends little-endian values to a buffer that grows as needed. */
export class ByteWriter {
  bytes: Uint8Array;
  length = 0;

  constructor(capacity = 64) {
    this.bytes = new Uint8Array(capacity);
  }

  u8(value: number): void {
    const at = this.reserve(1);
    this.bytes[at] = value;
  }

  u16(value: number): void {
    const at = this.reserve(2);
    writeU16(this.bytes, at, value);
  }

  u32(value: number): void {
    const at = this.reserve(4);
    writeU32(this.bytes, at, value);
  }

  u64(value: number): void {
    const at = this.reserve(8);
    writeU64(this.bytes, at, value);
  }

  raw(source: Uint8Array): void {
    const at = this.reserve(source.length);
    this.bytes.set(source, at);
  }

  /** A byte string of at most 65,535 bytes, its length in two bytes first. */
  short(source: Uint8Array): void {
    invariant(source.length <= 0xff_ff, 'a short byte string has at most 65,535 bytes');
    this.u16(source.length);
    this.raw(source);
  }

  /** A byte string, its length in four bytes first. */
  long(source: Uint8Array): void {
    this.u32(source.length);
    this.raw(source);
  }

  /** Makes room for `count` bytes and returns where they begin. */
  reserve(count: number): number {
    const at = this.length;
    const needed = at + count;
    if (needed > this.bytes.length) {
      const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
      grown.set(this.bytes.subarray(0, at));
      this.bytes = grown;
    }
    this.length = needed;
    return at;
  }

  /** The bytes written so far; shares memory with the writer. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  /** A copy of the bytes written so far. */
  copy(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }
}

/** Reads little-endian values from `bytes[at, end)`; running over the end is a DecodeError. */
export class ByteReader {
  readonly bytes: Uint8Array;
  readonly end: number;
  at: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get remaining(): number {
    return this.end - this.at;
  }

  u8(): number {
    return this.bytes[this.take(1)] as number;
  }

  u16(): number {
    return readU16(this.bytes, this.take(2));
  }

  u32(): number {
    return readU32(this.bytes, this.take(4));
  }

  u64(): number {
    return readU64(this.bytes, this.take(8));
  }

  /** The next `count` bytes; shares memory with the source. */
  raw(count: number): Uint8Array {
    const at = this.take(count);
    return this.bytes.subarray(at, at + count);
  }

  short(): Uint8Array {
    return this.raw(this.u16());
  }

  long(): Uint8Array {
    return this.raw(this.u32());
  }

  /** Steps over `count` bytes and returns where they began. @throws DecodeError when there are fewer. */
  take(count: number): number {
    const at = this.at;
    if (count > this.end - at) {
      throw new DecodeError(`${count} bytes expected, ${this.end - at} left`, at);
    }
    this.at = at + count;
    return at;
  }

  /** @throws DecodeError when bytes are left over. */
  expectEnd(): void {
    if (this.at !== this.end) {
      throw new DecodeError(`${this.end - this.at} bytes too many`, this.at);
    }
  }
}
