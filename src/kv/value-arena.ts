const SLAB_BYTES = 64 * 1024;
/** A value above this share of a slab gets memory of its own. */
const SHARED_BYTES_MAX = SLAB_BYTES / 4;
/** A full slab with fewer live bytes than this share is worth emptying. */
const SPARSE_SHARE = 0.5;

/** A piece of memory that several values share. */
interface Slab {
  readonly bytes: Uint8Array;
  used: number;
  live: number;
}

/** A value and the memory it lies in. */
export interface ArenaValue {
  readonly bytes: Uint8Array;
  readonly slab: Slab;
}

/**
 * Memory for the values of a store.
 *
 * A small allocation of its own for each value costs several times the copying; values that share
 * slabs do not, but one live value then keeps a whole slab. `isSparse` tells which values should
 * move, and the store moves them when it passes by (see `MemoryStore.snapshot`).
 */
export class ValueArena {
  /** The first one comes with the first value: a thousand groups without any need none. */
  #current: Slab = newSlab(0);

  /** Copies `source` into the arena. */
  place(source: Uint8Array): ArenaValue {
    const slab = this.#slabFor(source.length);
    const bytes = slab.bytes.subarray(slab.used, slab.used + source.length);
    bytes.set(source);
    slab.used += source.length;
    slab.live += source.length;
    return { bytes, slab };
  }

  /** Notes that the store does not hold the value any more. */
  release(value: ArenaValue): void {
    value.slab.live -= value.bytes.length;
  }

  /** Whether the value lies in a slab that is mostly garbage. */
  isSparse(value: ArenaValue): boolean {
    const { slab } = value;
    return slab !== this.#current && slab.live < slab.used * SPARSE_SHARE;
  }

  #slabFor(bytes: number): Slab {
    if (bytes > SHARED_BYTES_MAX) {
      return newSlab(bytes);
    }
    if (this.#current.used + bytes > this.#current.bytes.length) {
      this.#current = newSlab(SLAB_BYTES);
    }
    return this.#current;
  }
}

function newSlab(bytes: number): Slab {
  return { bytes: new Uint8Array(bytes), used: 0, live: 0 };
}
