import { readU32, readU64 } from '../../base/bytes.ts';
import { DecodeError } from '../../base/errors.ts';
import { KEY_BYTES_MAX, VALUE_BYTES_MAX } from '../../base/limits.ts';
import type { Compress } from '../../base/ports.ts';
import type { Pair } from '../records/pair.ts';
import { SEED_LAYOUTS, type SeedFormat, type SeedLayout } from './seed-format.ts';

/** The two lengths, which the total of a record counts besides the bytes themselves. */
const TOTAL_EXTRA_BYTES = 16;

/** Where the parts of a record lie. */
interface Place {
  readonly keyAt: number;
  readonly keyEnd: number;
  readonly valueAt: number;
  readonly end: number;
}

/**
 * Reads a seed's snapshot stream, cut into pieces anywhere, in memory of a piece and a record.
 *
 * The formats have no checksum: a damaged byte in a key or value goes unnoticed, as it does in the
 * seeds. What cannot be a record, and a stream that ends within one, is refused.
 */
export class SeedStreamReader {
  readonly #format: SeedFormat;
  readonly #layout: SeedLayout;
  readonly #gzip: Compress;
  #carry = new Uint8Array(0);
  #consumed = 0;

  constructor(format: SeedFormat, gzip: Compress) {
    this.#format = format;
    this.#layout = SEED_LAYOUTS[format];
    this.#gzip = gzip;
  }

  /** The records that `piece` completes; their bytes may share memory with it. @throws DecodeError */
  push(piece: Uint8Array): Pair[] {
    const bytes = this.#carry.length === 0 ? piece : joined(this.#carry, piece);
    const pairs: Pair[] = [];
    let at = 0;
    for (;;) {
      const place = this.#locate(bytes, at);
      if (place === null) {
        break;
      }
      pairs.push(this.#pairAt(bytes, place));
      at = place.end;
    }
    this.#carry = bytes.slice(at);
    this.#consumed += at;
    return pairs;
  }

  /** @throws DecodeError when the stream ends within a record. */
  finish(): void {
    if (this.#carry.length > 0) {
      throw new DecodeError(
        `unexpected end of the ${this.#format} stream within a record`,
        this.#consumed + this.#carry.length,
      );
    }
  }

  /** Where the record at `at` lies, or null while it is not all there. Lengths are checked first. */
  #locate(bytes: Uint8Array, at: number): Place | null {
    const { hasTotal, lengthBytes, valueBytesMax } = this.#layout;
    let next = at;
    const length = (what: string, max: number): number | null => {
      if (bytes.length - next < lengthBytes) {
        return null;
      }
      const found = this.#lengthAt(bytes, next);
      if (found > max) {
        throw new DecodeError(`a ${what} announces ${found} bytes`, this.#consumed + next);
      }
      next += lengthBytes;
      return found;
    };
    const total = hasTotal
      ? length('record', TOTAL_EXTRA_BYTES + KEY_BYTES_MAX + valueBytesMax)
      : 0;
    const keyBytes = total === null ? null : length('key', KEY_BYTES_MAX);
    if (total === null || keyBytes === null) {
      return null;
    }
    const keyAt = next;
    const keyEnd = keyAt + keyBytes;
    next = keyEnd;
    const valueBytes = length('value', valueBytesMax);
    if (valueBytes === null) {
      return null;
    }
    if (hasTotal && total !== keyBytes + valueBytes + TOTAL_EXTRA_BYTES) {
      throw new DecodeError(
        `a record of ${total} bytes has a key of ${keyBytes} and a value of ${valueBytes}`,
        this.#consumed + at,
      );
    }
    const end = next + valueBytes;
    return end > bytes.length ? null : { keyAt, keyEnd, valueAt: next, end };
  }

  #lengthAt(bytes: Uint8Array, at: number): number {
    try {
      return this.#layout.lengthBytes === 4 ? readU32(bytes, at) : readU64(bytes, at);
    } catch {
      throw new DecodeError('a length is above 2^53', this.#consumed + at);
    }
  }

  #pairAt(bytes: Uint8Array, { keyAt, keyEnd, valueAt, end }: Place): Pair {
    const stored = bytes.subarray(valueAt, end);
    const key = bytes.subarray(keyAt, keyEnd);
    if (!this.#layout.isCompressed) {
      return { key, value: stored };
    }
    try {
      return { key, value: this.#gzip.decompress(stored, VALUE_BYTES_MAX) };
    } catch (error) {
      if (!(error instanceof DecodeError)) {
        throw error;
      }
      throw new DecodeError(`a value cannot be read: ${error.message}`, this.#consumed + valueAt);
    }
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
