import { COPY_NEAR, COPY_WIDE, LITERAL_LONG_MIN } from './tags.ts';

/** Matches are looked for within pieces of this size, so that every distance fits 16 bits. */
const PIECE_BYTES = 1 << 16;
const TABLE_BITS_MAX = 14;
const TABLE_BITS_MIN = 8;
const MATCH_BYTES_MIN = 4;
/** So near to the end of a piece no match is begun: a match looks a few bytes ahead. */
const TAIL_BYTES = 15;
/** After so many bytes without a match, bytes are left out; the more, the longer there was none. */
const PATIENCE_BYTES = 32;

/** Positions of recent four-byte runs in a piece, by a hash of the run. Reused: cleared for each. */
const table = new Uint16Array(1 << TABLE_BITS_MAX);

/**
 * `bytes` in the snappy format (google/snappy, format_description.txt). The same bytes always give the
 * same result, on every platform.
 */
export function compressSnappy(bytes: Uint8Array): Uint8Array {
  const target = new Target(bytes);
  target.length(bytes.length);
  for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
    compressPiece(bytes, start, Math.min(bytes.length, start + PIECE_BYTES), target);
  }
  return target.finish();
}

function compressPiece(bytes: Uint8Array, start: number, end: number, target: Target): void {
  const bits = tableBits(end - start);
  const shift = 32 - bits;
  table.fill(0, 0, 1 << bits);
  const limit = end - TAIL_BYTES;
  let emitted = start;
  let at = start + 1;
  let skipped = PATIENCE_BYTES;
  while (at < limit) {
    const run = runAt(bytes, at);
    const slot = hash(run, shift);
    const candidate = start + (table[slot] as number);
    table[slot] = at - start;
    if (candidate >= at || runAt(bytes, candidate) !== run) {
      at += skipped >>> 5;
      skipped++;
      continue;
    }
    const length = matchLength(bytes, candidate, at, end);
    target.literal(emitted, at);
    target.copy(at - candidate, length);
    at += length;
    emitted = at;
    skipped = PATIENCE_BYTES;
    if (at < limit) {
      table[hash(runAt(bytes, at - 1), shift)] = at - 1 - start;
    }
  }
  target.literal(emitted, end);
}

/** Enough slots for the piece, and not more to clear. */
function tableBits(pieceBytes: number): number {
  let bits = TABLE_BITS_MIN;
  while (bits < TABLE_BITS_MAX && 1 << bits < pieceBytes) {
    bits++;
  }
  return bits;
}

function hash(run: number, shift: number): number {
  return Math.imul(run, 0x9e_37_79_b1) >>> shift;
}

function runAt(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}

function matchLength(bytes: Uint8Array, candidate: number, at: number, end: number): number {
  let length = MATCH_BYTES_MIN;
  while (at + length < end && bytes[candidate + length] === bytes[at + length]) {
    length++;
  }
  return length;
}

/** Collects the elements of a stream. */
class Target {
  readonly #source: Uint8Array;
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(source: Uint8Array) {
    this.#source = source;
    // A literal of a whole piece costs 3 bytes more than it has; copies are shorter than they copy.
    this.#bytes = new Uint8Array(16 + source.length + Math.ceil(source.length / 32));
  }

  /** Seven bits a byte, the lowest first. */
  length(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.#u8((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.#u8(rest);
  }

  /** `source[start, end)` as it stands. */
  literal(start: number, end: number): void {
    const last = end - start - 1;
    if (last < 0) {
      return;
    }
    if (last < LITERAL_LONG_MIN) {
      this.#u8(last << 2);
    } else if (last < 0x1_00) {
      this.#u8(LITERAL_LONG_MIN << 2);
      this.#u8(last);
    } else {
      this.#u8((LITERAL_LONG_MIN + 1) << 2);
      this.#u8(last & 0xff);
      this.#u8(last >>> 8);
    }
    this.#bytes.set(this.#source.subarray(start, end), this.#at);
    this.#at += end - start;
  }

  /** `length` bytes from `distance` bytes before. */
  copy(distance: number, length: number): void {
    let rest = length;
    // What is left over must not be shorter than a near copy can be.
    while (rest >= 68) {
      this.#wideCopy(distance, 64);
      rest -= 64;
    }
    if (rest > 64) {
      this.#wideCopy(distance, 60);
      rest -= 60;
    }
    if (rest < 12 && distance < 2048) {
      this.#u8(COPY_NEAR | ((rest - MATCH_BYTES_MIN) << 2) | ((distance >>> 8) << 5));
      this.#u8(distance & 0xff);
    } else {
      this.#wideCopy(distance, rest);
    }
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#at);
  }

  #wideCopy(distance: number, length: number): void {
    this.#u8(COPY_WIDE | ((length - 1) << 2));
    this.#u8(distance & 0xff);
    this.#u8(distance >>> 8);
  }

  #u8(value: number): void {
    this.#bytes[this.#at] = value;
    this.#at++;
  }
}
