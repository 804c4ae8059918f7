import type { Utf8 } from '../../base/ports.ts';
import { isAscii } from './one-byte-text.ts';

/** A typical record fits; a string keeps its window alive, so it must not be large. */
const WINDOW_BYTES = 4096;
/** A longer string is worth a call of its own. */
const WINDOWED_BYTES_MAX = 256;
/** So many strings are read one by one before a window pays. */
const DIRECT_READS = 2;

/**
 * Reads many short strings from one buffer with few calls into the platform.
 *
 * A call costs far more than the 20 bytes it converts. So a stretch of the buffer is converted at
 * once, one character for each byte, and ASCII strings are cut out of it; others are converted one
 * by one. The first few strings are converted one by one as well: a struct that has only those does
 * not pay for a window, and its strings do not keep one in memory.
 */
export class TextWindow {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  readonly #utf8: Utf8;
  #directReadsLeft = DIRECT_READS;
  #window = '';
  #windowStart = 0;

  /** @param end - of the bytes that may be converted. */
  constructor(bytes: Uint8Array, end: number, utf8: Utf8) {
    this.#bytes = bytes;
    this.#end = end;
    this.#utf8 = utf8;
  }

  /** The text of `bytes[start, end)`; malformed UTF-8 becomes U+FFFD. */
  read(start: number, end: number): string {
    if (end - start <= WINDOWED_BYTES_MAX && this.#cover(start, end)) {
      if (isAscii(this.#bytes, start, end)) {
        return this.#window.substring(start - this.#windowStart, end - this.#windowStart);
      }
    }
    return this.#utf8.decode(this.#bytes, start, end);
  }

  /** Whether the window has `[start, end)`, possibly after moving it there. */
  #cover(start: number, end: number): boolean {
    if (start >= this.#windowStart && end <= this.#windowStart + this.#window.length) {
      return true;
    }
    if (this.#directReadsLeft > 0) {
      this.#directReadsLeft--;
      return false;
    }
    const windowEnd = Math.min(this.#end, start + WINDOW_BYTES);
    this.#window = this.#utf8.latin1(this.#bytes, start, windowEnd);
    this.#windowStart = start;
    return true;
  }
}
