import type { BufferPool } from '../../src/base/ports.ts';

const POISON = 0xdb;
/** Returned buffers rest for so long, poisoned, before they are lent again. */
const RESTING_MAX = 64;
/** Most are small, and what is small is poisoned sooner. Larger ones are rare and not kept. */
const SIZES_BYTES = [512, 4096];

interface Shelf {
  readonly bytes: number;
  /** Buffers of this size, the longest rested first. */
  readonly resting: Uint8Array[];
}

/** Overwrites every returned buffer at once: whoever still looks at it will notice. */
export class PoisoningPool implements BufferPool {
  readonly #shelves: readonly Shelf[] = SIZES_BYTES.map((bytes) => ({ bytes, resting: [] }));

  take(bytesMin: number): Uint8Array {
    for (const { bytes, resting } of this.#shelves) {
      if (bytesMin <= bytes) {
        const rested = resting.length > RESTING_MAX ? resting.shift() : undefined;
        return rested ?? new Uint8Array(bytes);
      }
    }
    return new Uint8Array(bytesMin);
  }

  give(buffer: Uint8Array): void {
    buffer.fill(POISON);
    for (const { bytes, resting } of this.#shelves) {
      if (buffer.length === bytes) {
        resting.push(buffer);
      }
    }
  }
}
