/** Sectors are written whole or not at all; a page holds several. */
export const SECTOR_BYTES = 512;

/** A change to a file that a power cut may undo. */
export type PendingChange =
  | {
      readonly kind: 'write';
      readonly offset: number;
      readonly bytes: Uint8Array;
      /** The write was answered: only the sync is missing. */
      completed: boolean;
    }
  | { readonly kind: 'zeros'; readonly offset: number; readonly length: number }
  | { readonly kind: 'truncate'; readonly length: number };

/** Bytes that grow as needed. */
class Image {
  #bytes: Uint8Array;
  length = 0;

  constructor(bytes: Uint8Array, length: number) {
    this.#bytes = bytes;
    this.length = length;
  }

  apply(change: PendingChange): void {
    switch (change.kind) {
      case 'write':
        this.#reserve(change.offset + change.bytes.length);
        this.#bytes.set(change.bytes, change.offset);
        return;
      case 'zeros':
        this.#reserve(change.offset + change.length);
        this.#bytes.fill(0, change.offset, change.offset + change.length);
        return;
      case 'truncate':
        this.#reserve(change.length);
        this.#bytes.fill(0, change.length, this.length);
        this.length = change.length;
        return;
    }
  }

  view(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  copy(): Image {
    return new Image(this.#bytes.slice(0, this.length), this.length);
  }

  #reserve(length: number): void {
    if (length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(length, 2 * this.#bytes.length, 256));
      grown.set(this.#bytes.subarray(0, this.length));
      this.#bytes = grown;
    }
    this.length = Math.max(this.length, length);
  }
}

/** Bytes that were durable and are not what was written any more. */
export interface Damage {
  /** `unreadable`: a read that touches it fails; else a read returns something else. */
  readonly kind: 'changed' | 'unreadable';
  readonly offset: number;
  readonly length: number;
  /** Somebody has read it. */
  wasRead: boolean;
}

/** A file as processes see it, as the medium holds it, and what lies between the two. */
export class FileImage {
  #current: Image;
  #synced: Image;
  readonly pending: PendingChange[] = [];
  /** What lies in the file and was not overwritten since. */
  damages: readonly Damage[] = [];

  constructor() {
    this.#current = new Image(new Uint8Array(0), 0);
    this.#synced = new Image(new Uint8Array(0), 0);
  }

  /** What a read returns. */
  get current(): Uint8Array {
    return this.#current.view();
  }

  /** What is there after a power cut that loses everything it may lose. */
  get synced(): Uint8Array {
    return this.#synced.view();
  }

  change(change: PendingChange): void {
    this.#current.apply(change);
    this.pending.push(change);
    this.damages = this.damages.filter((damage) => !overwrites(change, damage));
  }

  /** Changes what is durable at `offset`, behind everybody's back. */
  damage(offset: number, bytes: Uint8Array): void {
    const change = { kind: 'write', offset, bytes, completed: true } as const;
    this.#current.apply(change);
    this.#synced.apply(change);
    this.#addDamage('changed', offset, bytes.length);
  }

  /** Makes a range unreadable until it is written again. */
  spoil(offset: number, length: number): void {
    this.#addDamage('unreadable', offset, length);
  }

  damagesWithin(offset: number, length: number): Damage[] {
    return this.damages.filter((each) => overlaps(each, offset, length));
  }

  /**
   * A sync of the first `count` pending changes that failed: those that `reached` picks are on the
   * medium. The others look as if they were, and no later sync brings them there.
   */
  failSync(count: number, reached: (position: number) => boolean): void {
    for (const [position, change] of this.pending.splice(0, count).entries()) {
      if (reached(position)) {
        this.#synced.apply(change);
      }
    }
  }

  #addDamage(kind: Damage['kind'], offset: number, length: number): void {
    this.damages = [...this.damages, { kind, offset, length, wasRead: false }];
  }

  /** Makes the first `count` pending changes durable. */
  sync(count: number): void {
    for (const change of this.pending.splice(0, count)) {
      this.#synced.apply(change);
    }
  }

  /** Makes one pending change durable by itself, as a write to a file opened with O_DSYNC. */
  syncOne(change: PendingChange): void {
    const at = this.pending.indexOf(change);
    if (at >= 0) {
      this.pending.splice(at, 1);
      this.#synced.apply(change);
    }
  }

  /** What a power cut now would leave, as `crash` but without one; shared while nothing is pending. */
  afterCut(survivors: (change: PendingChange) => readonly PendingChange[]): Uint8Array {
    if (this.pending.length === 0) {
      return this.synced;
    }
    const left = this.#synced.copy();
    for (const change of this.pending) {
      for (const surviving of survivors(change)) {
        left.apply(surviving);
      }
    }
    return left.view();
  }

  /** Cuts the power: the medium keeps what `survivors` makes of each pending change. */
  crash(survivors: (change: PendingChange) => readonly PendingChange[]): void {
    for (const change of this.pending.splice(0)) {
      for (const surviving of survivors(change)) {
        this.#synced.apply(surviving);
      }
    }
    this.#current = this.#synced.copy();
  }
}

function overwrites(change: PendingChange, damage: Damage): boolean {
  switch (change.kind) {
    case 'write':
      return overlaps(damage, change.offset, change.bytes.length);
    case 'zeros':
      return overlaps(damage, change.offset, change.length);
    case 'truncate':
      return damage.offset >= change.length;
  }
}

function overlaps(damage: Damage, offset: number, length: number): boolean {
  return damage.offset < offset + length && offset < damage.offset + damage.length;
}
