import { crc32 } from 'node:zlib';
import type { BufferPool, Ports, Utf8 } from '../../base/ports.ts';
import { shortChecksum } from './short-checksum.ts';

/** The platform's text conversion. */
export const nodeUtf8: Utf8 = {
  encode: (text) => Buffer.from(text, 'utf8'),
  decode: (bytes, start, end) => asBuffer(bytes).toString('utf8', start, end),
  latin1: (bytes, start, end) => asBuffer(bytes).toString('latin1', start, end),
};

/** From here on native code is faster, its call included. */
const NATIVE_BYTES = 160;

/** CRC-32 (IEEE), in native code where that is worth a call. */
export function nodeChecksum(bytes: Uint8Array, start: number, end: number, seed: number): number {
  if (end - start < NATIVE_BYTES) {
    return shortChecksum(bytes, start, end, seed);
  }
  return crc32(bytes.subarray(start, end), seed);
}

/** Keeps a few returned buffers, so that steady traffic allocates none. */
export class RecyclingPool implements BufferPool {
  readonly #free: Uint8Array[] = [];
  readonly #keepMax: number;

  constructor(keepMax = 16) {
    this.#keepMax = keepMax;
  }

  take(bytesMin: number): Uint8Array {
    for (let i = this.#free.length - 1; i >= 0; i--) {
      const candidate = this.#free[i];
      if (candidate !== undefined && candidate.length >= bytesMin) {
        this.#free.splice(i, 1);
        return candidate;
      }
    }
    return Buffer.allocUnsafeSlow(sizeClass(bytesMin));
  }

  give(buffer: Uint8Array): void {
    if (this.#free.length < this.#keepMax) {
      this.#free.push(buffer);
    }
  }
}

/** What the pure part gets in production. */
export function nodePorts(): Ports {
  return { checksum: nodeChecksum, utf8: nodeUtf8, buffers: new RecyclingPool() };
}

/** Powers of two from 4 KiB, so that returned buffers fit the next request. */
function sizeClass(bytesMin: number): number {
  let size = 4096;
  while (size < bytesMin) {
    size *= 2;
  }
  return size;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return bytes instanceof Buffer
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
