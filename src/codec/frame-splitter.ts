import { readU32 } from '../base/bytes.ts';
import { RaftLabError } from '../base/errors.ts';
import { FRAME_BYTES_MAX } from '../base/limits.ts';

/** Bytes of the length that precedes every frame; it does not count itself. */
export const FRAME_LENGTH_BYTES = 4;

/** Takes whole frames, length included: `bytes[start, end)`. The bytes may be kept. */
export type FrameSink = (bytes: Uint8Array, start: number, end: number) => void;

/**
 * Cuts a stream of bytes into frames, wherever the stream was cut into chunks.
 *
 * A frame within one chunk is passed on in place; one that spans chunks is put together once, in
 * memory of its announced size, which is bounded.
 */
export class FrameSplitter {
  readonly #frameBytesMax: number;
  readonly #head = new Uint8Array(FRAME_LENGTH_BYTES);
  #headBytes = 0;
  #partial: Uint8Array | null = null;
  #partialBytes = 0;

  constructor(frameBytesMax = FRAME_BYTES_MAX) {
    this.#frameBytesMax = frameBytesMax;
  }

  /** Bytes of an unfinished frame that are waiting here. */
  get pendingBytes(): number {
    return this.#headBytes + this.#partialBytes;
  }

  /**
   * Takes in the next chunk, which must not be reused afterwards.
   *
   * @throws RaftLabError FRAME_TOO_LARGE, after which the stream is of no use.
   */
  push(chunk: Uint8Array, sink: FrameSink): void {
    let at = this.#finishPartial(chunk, sink);
    while (chunk.length - at >= FRAME_LENGTH_BYTES) {
      const end = at + this.#frameBytes(chunk, at);
      if (end > chunk.length) {
        this.#startPartial(end - at);
        break;
      }
      sink(chunk, at, end);
      at = end;
    }
    this.#keep(chunk, at);
  }

  /** Completes the frame that earlier chunks began; returns where the rest of `chunk` begins. */
  #finishPartial(chunk: Uint8Array, sink: FrameSink): number {
    let at = 0;
    if (this.#partial === null && this.#headBytes > 0) {
      at = Math.min(chunk.length, FRAME_LENGTH_BYTES - this.#headBytes);
      this.#head.set(chunk.subarray(0, at), this.#headBytes);
      this.#headBytes += at;
      if (this.#headBytes < FRAME_LENGTH_BYTES) {
        return at;
      }
      this.#startPartial(this.#frameBytes(this.#head, 0));
      this.#append(this.#head, 0, FRAME_LENGTH_BYTES);
      this.#headBytes = 0;
    }
    const partial = this.#partial;
    if (partial === null) {
      return at;
    }
    const taken = Math.min(chunk.length - at, partial.length - this.#partialBytes);
    this.#append(chunk, at, at + taken);
    if (this.#partialBytes === partial.length) {
      this.#partial = null;
      this.#partialBytes = 0;
      sink(partial, 0, partial.length);
    }
    return at + taken;
  }

  #frameBytes(bytes: Uint8Array, at: number): number {
    const length = readU32(bytes, at);
    if (length > this.#frameBytesMax) {
      throw new RaftLabError(
        'FRAME_TOO_LARGE',
        `a frame announces ${length} bytes, the limit is ${this.#frameBytesMax}`,
      );
    }
    return FRAME_LENGTH_BYTES + length;
  }

  #startPartial(bytes: number): void {
    this.#partial = new Uint8Array(bytes);
    this.#partialBytes = 0;
  }

  #keep(chunk: Uint8Array, at: number): void {
    if (at === chunk.length) {
      return;
    }
    if (this.#partial === null) {
      this.#head.set(chunk.subarray(at));
      this.#headBytes = chunk.length - at;
    } else {
      this.#append(chunk, at, chunk.length);
    }
  }

  #append(source: Uint8Array, start: number, end: number): void {
    this.#partial?.set(source.subarray(start, end), this.#partialBytes);
    this.#partialBytes += end - start;
  }
}
