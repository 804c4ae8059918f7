import { invariant } from '../../../src/base/invariant.ts';

const SLOTS_MIN = 64;
const EMPTY = 0;

/**
 * Gives each distinct tuple of `width` 32-bit words a number, counting up from 0.
 *
 * Open addressing with linear probing, at most half full; tuples are compared word by word, so
 * two that hash alike stay two.
 */
export class WordTable {
  readonly width: number;
  size = 0;
  #words: Int32Array;
  /** One more than the tuple's number; EMPTY marks a free slot. */
  #slots: Int32Array;

  constructor(width: number) {
    invariant(width > 0, 'a tuple has at least one word');
    this.width = width;
    this.#slots = new Int32Array(SLOTS_MIN);
    this.#words = new Int32Array((SLOTS_MIN / 2) * width);
  }

  /** Bytes held, used or not. */
  get bytes(): number {
    return this.#slots.byteLength + this.#words.byteLength;
  }

  /** The number of `tuple`; it was not there before exactly when that equals the old `size`. */
  intern(tuple: Int32Array): number {
    const slot = this.#slotOf(tuple, 0);
    const entry = this.#slots[slot] as number;
    return entry === EMPTY ? this.#add(tuple, slot) : entry - 1;
  }

  /** Word `index` of tuple `id`. */
  word(id: number, index: number): number {
    return this.#words[id * this.width + index] as number;
  }

  /** Copies tuple `id` to `target`. */
  read(id: number, target: Int32Array): void {
    const start = id * this.width;
    for (let i = 0; i < this.width; i++) {
      target[i] = this.#words[start + i] as number;
    }
  }

  #slotOf(tuple: Int32Array, start: number): number {
    const mask = this.#slots.length - 1;
    let slot = hashWords(tuple, start, this.width) & mask;
    while (!this.#isFreeOrHolds(slot, tuple, start)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #isFreeOrHolds(slot: number, tuple: Int32Array, start: number): boolean {
    const entry = this.#slots[slot] as number;
    if (entry === EMPTY) {
      return true;
    }
    const base = (entry - 1) * this.width;
    for (let i = 0; i < this.width; i++) {
      if (this.#words[base + i] !== tuple[start + i]) {
        return false;
      }
    }
    return true;
  }

  #add(tuple: Int32Array, slot: number): number {
    const id = this.size;
    this.#words.set(tuple, id * this.width);
    this.#slots[slot] = id + 1;
    this.size = id + 1;
    if (this.size * 2 === this.#slots.length) {
      this.#grow();
    }
    return id;
  }

  #grow(): void {
    const words = new Int32Array(this.#words.length * 2);
    words.set(this.#words);
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let id = 0; id < this.size; id++) {
      this.#slots[this.#slotOf(words, id * this.width)] = id + 1;
    }
    this.#words = words;
  }
}

function hashWords(words: Int32Array, start: number, count: number): number {
  let hash = count;
  for (let i = start; i < start + count; i++) {
    hash = Math.imul(hash ^ (words[i] as number), 0x9e_37_79_b1);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash, 0x85_eb_ca_77);
  return hash ^ (hash >>> 13);
}
