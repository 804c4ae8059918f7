import { copyBytes } from '../../src/base/bytes.ts';

const SLAB_BYTES = 64 * 1024;

/** Memory for frames on their way. Each has a part of its own that nobody else ever gets. */
export class FrameArena {
  #slab = new Uint8Array(0);
  #used = 0;

  copy(source: Uint8Array, start: number, end: number): Uint8Array {
    const length = end - start;
    if (this.#used + length > this.#slab.length) {
      this.#slab = new Uint8Array(Math.max(SLAB_BYTES, length));
      this.#used = 0;
    }
    const part = this.#slab.subarray(this.#used, this.#used + length);
    this.#used += length;
    copyBytes(source, start, end, part, 0);
    return part;
  }
}
