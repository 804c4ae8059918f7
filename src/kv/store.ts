/** A key's value and when it was written. `value` is immutable. */
export interface Stored {
  readonly value: Uint8Array;
  /** Log index of the write. */
  readonly revision: number;
}

/** A record of a store, as snapshots carry it. */
export interface StoreRecord extends Stored {
  readonly key: string;
}

/** The state of a store at one moment; later writes do not show. */
export interface StoreSnapshot {
  readonly size: number;
  /** Every record in ascending order of keys; may be consumed slowly, and once. */
  records(): Iterator<StoreRecord>;
  /** Ends the snapshot; its memory may be reused. */
  release(): void;
}

/** What commands see of the data of a state machine. Keys are latin1 text. */
export interface Store {
  /** Number of keys. */
  readonly size: number;
  get(key: string): Stored | undefined;
  /** Copies what it keeps of `value`. */
  put(key: string, value: Uint8Array, revision: number): void;
  delete(key: string): void;
  /** Puts a record from a snapshot back; the key is not there yet. */
  restore(key: string, value: Uint8Array, revision: number): void;
}
