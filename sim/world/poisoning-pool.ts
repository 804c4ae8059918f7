import type { BufferPool } from '../../src/base/ports.ts';

const POISON = 0xdb;
/** Returned buffers rest for so long, poisoned, before they are lent again. */
const RESTING_MAX = 64;
/** Larger ones are rare and not kept. */
const KEPT_BYTES = 4096;

/** Overwrites every returned buffer at once: whoever still looks at it will notice. */
export class PoisoningPool implements BufferPool {
  readonly #resting: Uint8Array[] = [];

  take(bytesMin: number): Uint8Array {
    if (bytesMin > KEPT_BYTES) {
      return new Uint8Array(bytesMin);
    }
    const rested = this.#resting.length > RESTING_MAX ? this.#resting.shift() : undefined;
    return rested ?? new Uint8Array(KEPT_BYTES);
  }

  give(buffer: Uint8Array): void {
    buffer.fill(POISON);
    if (buffer.length === KEPT_BYTES) {
      this.#resting.push(buffer);
    }
  }
}
