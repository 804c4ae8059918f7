import type { ByteReader, ByteWriter } from '../../base/bytes.ts';
import { DecodeError } from '../../base/errors.ts';

/** A key and its value as a seed's benchmark stores them. */
export interface Pair {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** The two lengths, which the total counts besides the bytes themselves. */
const LENGTHS_BYTES = 16;

/**
 * Appends `pair`: u64 total, u64 key length, key, u64 value length, value; little-endian.
 *
 * The total is the two lengths and 16 (seeds.md SN-05).
 */
export function writePair(out: ByteWriter, pair: Pair): void {
  out.u64(pair.key.length + pair.value.length + LENGTHS_BYTES);
  out.u64(pair.key.length);
  out.raw(pair.key);
  out.u64(pair.value.length);
  out.raw(pair.value);
}

/**
 * Reads the next pair; its bytes share memory with the source.
 *
 * @throws DecodeError when it is cut short or the three sizes disagree.
 */
export function readPair(source: ByteReader): Pair {
  const start = source.at;
  const total = source.u64();
  const key = source.raw(source.u64());
  const value = source.raw(source.u64());
  if (key.length + value.length + LENGTHS_BYTES !== total) {
    throw new DecodeError(
      `a pair of ${total} bytes has a key of ${key.length} and a value of ${value.length}`,
      start,
    );
  }
  return { key, value };
}
