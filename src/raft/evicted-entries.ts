import type { LogIndex } from '../base/ids.ts';
import { ENTRY_HEADER_BYTES, type Entry, recordBytes } from './entry.ts';

/** Headers of evicted entries lie together: one allocation for this many. */
const HEADERS_PER_SLAB = 128;
const NOTHING: readonly Entry[] = [];

/**
 * Keeps what must be known of entries whose payload is only on disk, and the few that were read back
 * for a follower that is far behind.
 */
export class EvictedEntries {
  #slab = new Uint8Array(0);
  #used = 0;
  #reloaded: readonly Entry[] = NOTHING;

  /** The entry without its payload: its header tells later whether what is read back is the same. */
  strip(entry: Entry): Entry {
    if (this.#used === this.#slab.length) {
      this.#slab = new Uint8Array(HEADERS_PER_SLAB * ENTRY_HEADER_BYTES);
      this.#used = 0;
    }
    const start = this.#used;
    const end = start + ENTRY_HEADER_BYTES;
    this.#used = end;
    this.#slab.set(entry.bytes.subarray(entry.start, entry.start + ENTRY_HEADER_BYTES), start);
    return { ...entry, bytes: this.#slab, start, end };
  }

  /** Entries read back, of consecutive indexes; they replace those read back before. */
  keep(entries: readonly Entry[]): void {
    this.#reloaded = entries;
  }

  forget(): void {
    this.#reloaded = NOTHING;
  }

  /** Entries read back, from `from` on, at most `bytesMax` bytes; none when that was not read back. */
  slice(from: LogIndex, bytesMax: number): Entry[] {
    const [first] = this.#reloaded;
    return first === undefined || from < first.index
      ? []
      : firstBytes(this.#reloaded, from - first.index, bytesMax);
  }
}

/** Whether `entry` is what `stripped` was made of: their headers, checksum included, are equal. */
export function isSameEntry(stripped: Entry, entry: Entry): boolean {
  for (let i = 0; i < ENTRY_HEADER_BYTES; i++) {
    if (stripped.bytes[stripped.start + i] !== entry.bytes[entry.start + i]) {
      return false;
    }
  }
  return true;
}

/** Entries from `entries[at]` on, at most `bytesMax` bytes of them but at least one if there is one. */
export function firstBytes(entries: readonly Entry[], at: number, bytesMax: number): Entry[] {
  const chosen: Entry[] = [];
  let bytes = 0;
  for (let i = at; i < entries.length; i++) {
    const entry = entries[i] as Entry;
    bytes += recordBytes(entry);
    if (bytes > bytesMax && chosen.length > 0) {
      break;
    }
    chosen.push(entry);
  }
  return chosen;
}
