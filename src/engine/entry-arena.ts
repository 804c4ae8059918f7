import { type Draft, ENTRY_HEADER_BYTES } from '../raft/entry.ts';

const CHUNK_BYTES_MIN = 4 * 1024;
const CHUNK_BYTES_MAX = 256 * 1024;

/**
 * Memory for the entries that a group proposes here. Entries lie one behind the other, so that a
 * run of them is copied at once; a chunk is freed when all its entries are compacted. Chunks grow
 * with use: a thousand idle groups cost next to nothing.
 */
export class EntryArena {
  #chunk = new Uint8Array(0);
  #used = 0;
  #nextChunkBytes = CHUNK_BYTES_MIN;

  /** Copies a payload behind room for its record's header. */
  place(payload: Uint8Array, payloadStart: number, payloadEnd: number): Draft {
    const bytes = ENTRY_HEADER_BYTES + payloadEnd - payloadStart;
    if (this.#used + bytes > this.#chunk.length) {
      this.#grow(bytes);
    }
    const start = this.#used;
    this.#used += bytes;
    this.#chunk.set(payload.subarray(payloadStart, payloadEnd), start + ENTRY_HEADER_BYTES);
    return { bytes: this.#chunk, start, end: this.#used };
  }

  #grow(bytesMin: number): void {
    this.#chunk = new Uint8Array(Math.max(bytesMin, this.#nextChunkBytes));
    this.#nextChunkBytes = Math.min(CHUNK_BYTES_MAX, 2 * this.#nextChunkBytes);
    this.#used = 0;
  }
}
