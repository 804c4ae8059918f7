import { DecodeError } from '../../base/errors.ts';
import { COPY_NEAR, COPY_WIDE, LITERAL, LITERAL_LONG_MIN } from './tags.ts';

/**
 * What a snappy stream stands for. It says first how long that is; it must be exactly that.
 *
 * @throws DecodeError when the stream is damaged, or announces more than `bytesMax` bytes.
 */
export function decompressSnappy(stream: Uint8Array, bytesMax: number): Uint8Array {
  const source = new Source(stream);
  const length = source.length();
  if (length > bytesMax) {
    throw new DecodeError(`a compressed run announces ${length} bytes`, 0);
  }
  // Each element of at most three bytes makes at most 64: what cannot be is not allocated.
  if (length > stream.length * 64) {
    throw new DecodeError(`${stream.length} compressed bytes announce ${length}`, 0);
  }
  const target = new Uint8Array(length);
  let at = 0;
  while (source.hasMore) {
    at = readElement(source, target, at);
  }
  if (at !== length) {
    throw new DecodeError(`a compressed run has ${at} bytes of ${length}`, stream.length);
  }
  return target;
}

/** Adds the next element to `target[0, at)`; returns where it ends. */
function readElement(source: Source, target: Uint8Array, at: number): number {
  const tag = source.u8();
  const upper = tag >>> 2;
  switch (tag & 3) {
    case LITERAL: {
      const long = upper - LITERAL_LONG_MIN + 1;
      const length = 1 + (long > 0 ? source.littleEndian(long) : upper);
      return source.copyTo(target, at, length);
    }
    case COPY_NEAR: {
      const distance = ((tag >>> 5) << 8) | source.u8();
      return repeat(target, at, { distance, length: 4 + (upper & 7) }, source.at);
    }
    case COPY_WIDE:
      return repeat(target, at, { distance: source.littleEndian(2), length: 1 + upper }, source.at);
    default:
      return repeat(target, at, { distance: source.littleEndian(4), length: 1 + upper }, source.at);
  }
}

/** Appends bytes from `distance` before; they may overlap what they make. */
function repeat(
  target: Uint8Array,
  at: number,
  { distance, length }: { readonly distance: number; readonly length: number },
  offset: number,
): number {
  const end = at + length;
  if (distance === 0 || distance > at || end > target.length) {
    throw new DecodeError('a compressed run repeats what is not there', offset);
  }
  if (distance >= length) {
    target.copyWithin(at, at - distance, end - distance);
  } else {
    for (let i = at; i < end; i++) {
      target[i] = target[i - distance] as number;
    }
  }
  return end;
}

class Source {
  readonly #bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get hasMore(): boolean {
    return this.at < this.#bytes.length;
  }

  /** At most 32 bits, seven a byte. */
  length(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 35; scale *= 128) {
      const byte = this.u8();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        return value;
      }
    }
    throw new DecodeError('the length of a compressed run has no end', this.at);
  }

  u8(): number {
    const byte = this.#bytes[this.at];
    if (byte === undefined) {
      throw new DecodeError('a compressed run is cut short', this.at);
    }
    this.at++;
    return byte;
  }

  littleEndian(count: number): number {
    let value = 0;
    for (let i = 0, scale = 1; i < count; i++, scale *= 256) {
      value += this.u8() * scale;
    }
    return value;
  }

  copyTo(target: Uint8Array, at: number, length: number): number {
    const end = this.at + length;
    if (end > this.#bytes.length || at + length > target.length) {
      throw new DecodeError('a compressed run is cut short', this.at);
    }
    target.set(this.#bytes.subarray(this.at, end), at);
    this.at = end;
    return at + length;
  }
}
