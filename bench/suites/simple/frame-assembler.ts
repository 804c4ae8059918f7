import { readU32, writeU64 } from '../../../src/base/bytes.ts';
import { RaftLabError } from '../../../src/base/errors.ts';

const HEADER_BYTES = 8;

/** Cuts a stream of bytes into frames: the body's length in 8 bytes (least significant first), body. */
export class FrameAssembler {
  readonly #bodyBytesMax: number;
  #chunks: Buffer[] = [];
  #size = 0;
  /** So many bytes from the start of a frame are needed before looking again is worth it. */
  #needed = HEADER_BYTES;

  constructor(bodyBytesMax: number) {
    this.#bodyBytesMax = bodyBytesMax;
  }

  /**
   * Takes the next bytes of the stream, cut anywhere, and hands over each body they complete. Bodies
   * share memory with what was pushed.
   *
   * @throws RaftLabError FRAME_TOO_LARGE; the stream has no meaning from there on.
   */
  push(chunk: Buffer, onBody: (body: Buffer) => void): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size < this.#needed) {
      return;
    }
    const bytes = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks, this.#size);
    const rest = bytes.subarray(this.#handOver(bytes, onBody));
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#size = rest.length;
  }

  /** Returns how many bytes the complete frames had. */
  #handOver(bytes: Buffer, onBody: (body: Buffer) => void): number {
    let at = 0;
    for (;;) {
      const left = bytes.length - at;
      this.#needed = left < HEADER_BYTES ? HEADER_BYTES : HEADER_BYTES + this.#bodyBytes(bytes, at);
      if (left < this.#needed) {
        return at;
      }
      const end = at + this.#needed;
      onBody(bytes.subarray(at + HEADER_BYTES, end));
      at = end;
    }
  }

  #bodyBytes(bytes: Buffer, at: number): number {
    const low = readU32(bytes, at);
    const high = readU32(bytes, at + 4);
    if (high !== 0 || low > this.#bodyBytesMax) {
      throw new RaftLabError(
        'FRAME_TOO_LARGE',
        `a frame of ${high * 2 ** 32 + low} bytes; at most ${this.#bodyBytesMax} are allowed`,
      );
    }
    return low;
  }
}

/** `body` with its length in front. */
export function frameOf(body: Uint8Array): Buffer {
  const frame = Buffer.alloc(HEADER_BYTES + body.length);
  writeU64(frame, 0, body.length);
  frame.set(body, HEADER_BYTES);
  return frame;
}
