import type { StoreChange, StoredItem } from '../../src/storage/store/store-request.ts';

/** One write: all of it or nothing. */
type Batch = readonly StoreChange[];

/**
 * A database as its process sees it, as the medium holds it, and the batches that lie between the two:
 * the slow, obvious version of an ordered store.
 */
export class DatabaseImage {
  #current: ReadonlyMap<string, Uint8Array> = new Map();
  #synced: ReadonlyMap<string, Uint8Array> = new Map();
  #pending: Batch[] = [];

  /** Batches that a power cut may take. */
  get pendingBatches(): number {
    return this.#pending.length;
  }

  /** The present content. It never changes: a write makes another one. */
  get current(): ReadonlyMap<string, Uint8Array> {
    return this.#current;
  }

  write(batch: Batch): void {
    this.#current = changed(this.#current, batch);
    this.#pending.push(batch);
  }

  /** Makes the first `count` pending batches durable. */
  sync(count: number): void {
    for (const batch of this.#pending.splice(0, count)) {
      this.#synced = changed(this.#synced, batch);
    }
  }

  /** Cuts the power: of the batches since the last sync, those that `survives` are on the medium. */
  crash(survives: (position: number) => boolean): void {
    for (const batch of this.#pending.filter((_, position) => survives(position))) {
      this.#synced = changed(this.#synced, batch);
    }
    this.#pending = [];
    this.#current = this.#synced;
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

function changed(content: ReadonlyMap<string, Uint8Array>, batch: Batch) {
  const next = new Map(content);
  for (const { key, value } of batch) {
    if (value === null) {
      next.delete(key);
    } else {
      next.set(key, value);
    }
  }
  return next;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
