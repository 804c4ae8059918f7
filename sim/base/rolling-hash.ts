import { readU32 } from '../../src/base/bytes.ts';
import { fold32 } from '../../src/base/hash.ts';
import type { Checksum } from '../../src/base/ports.ts';

/** Up to here bytes are mixed word by word. */
const SHORT_BYTES = 128;

/** 64 bits over everything that happened, in order: what differs once differs for ever. */
export class RollingHash {
  readonly #checksum: Checksum;
  #high = 0x6c_62_27_2e;
  #low = 0x07_bb_01_42;

  constructor(checksum: Checksum) {
    this.#checksum = checksum;
  }

  number(value: number): void {
    this.#mix(fold32(value));
  }

  #mix(input: number): void {
    this.#low = Math.imul(this.#low ^ input, 0x01_b3_9e_e3);
    this.#low = (this.#low << 13) | (this.#low >>> 19);
    this.#high = Math.imul(this.#high ^ this.#low ^ (input >>> 7), 0x85_eb_ca_6b);
    this.#high ^= this.#high >>> 15;
  }

  bytes(bytes: Uint8Array, start: number, end: number): void {
    this.number(end - start);
    if (end - start > SHORT_BYTES) {
      this.number(this.#checksum(bytes, start, end, 0));
    } else {
      this.#short(bytes, start, end);
    }
  }

  text(text: string): void {
    this.number(text.length);
    for (let i = 0; i < text.length; i++) {
      this.#mix(text.charCodeAt(i));
    }
  }

  /** A few words are mixed in sooner than a checksum in native code is called. */
  #short(bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    for (; at + 4 <= end; at += 4) {
      this.#mix(readU32(bytes, at));
    }
    for (; at < end; at++) {
      this.#mix(bytes[at] as number);
    }
  }

  /** 16 hexadecimal digits. */
  digest(): string {
    return hex(this.#high) + hex(this.#low);
  }
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
