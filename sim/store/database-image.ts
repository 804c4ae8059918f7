import type { StoreChange, StoredItem } from '../../src/storage/store/store-request.ts';

/** One write: all of it or nothing. */
type Batch = readonly StoreChange[];

/**
 * A database as its process sees it, as the medium holds it, and the batches that lie between the two:
 * the slow, obvious version of an ordered store.
 */
export class DatabaseImage {
  #current = new Map<string, Uint8Array>();
  readonly #synced = new Map<string, Uint8Array>();
  #pending: Batch[] = [];
  /** Somebody relies on the present content: the next write makes another one. */
  #isHeld = false;

  /** Batches that a power cut may take. */
  get pendingBatches(): number {
    return this.#pending.length;
  }

  /** The content, for a look at it: the next write changes it. */
  get current(): ReadonlyMap<string, Uint8Array> {
    return this.#current;
  }

  /** The content as it is now, for good. */
  hold(): ReadonlyMap<string, Uint8Array> {
    this.#isHeld = true;
    return this.#current;
  }

  write(batch: Batch): void {
    if (this.#isHeld) {
      this.#current = new Map(this.#current);
      this.#isHeld = false;
    }
    change(this.#current, batch);
    this.#pending.push(batch);
  }

  /** Makes the first `count` pending batches durable. */
  sync(count: number): void {
    for (const batch of this.#pending.splice(0, count)) {
      change(this.#synced, batch);
    }
  }

  /** Cuts the power: of the batches since the last sync, those that `survives` are on the medium. */
  crash(survives: (position: number) => boolean): void {
    for (const batch of this.#pending.filter((_, position) => survives(position))) {
      change(this.#synced, batch);
    }
    this.#pending = [];
    this.#current = new Map(this.#synced);
    this.#isHeld = false;
  }
}

/** Items in [from, end), ascending, until they have `bytesMax`, at least one if there is any. */
export function scan(
  content: ReadonlyMap<string, Uint8Array>,
  range: { readonly from: string; readonly end: string },
  bytesMax: number,
): StoredItem[] {
  const items: StoredItem[] = [];
  const keys = [...content.keys()].filter((key) => key >= range.from && key < range.end);
  let bytes = 0;
  for (const key of keys.sort(byText)) {
    const value = (content.get(key) as Uint8Array).slice();
    items.push({ key, value });
    bytes += key.length + value.length;
    if (bytes >= bytesMax) {
      break;
    }
  }
  return items;
}

function change(content: Map<string, Uint8Array>, batch: Batch): void {
  for (const { key, value } of batch) {
    if (value === null) {
      content.delete(key);
    } else {
      content.set(key, value);
    }
  }
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
