import BTreeModule from 'sorted-btree';
import type { Store, Stored, StoreRecord, StoreSnapshot } from './store.ts';
import { type ArenaValue, ValueArena } from './value-arena.ts';

const BTree = BTreeModule.default;

/** A stored value that may move to other memory, with equal content, while snapshots look at it. */
class Held implements Stored {
  #place: ArenaValue;
  readonly revision: number;

  constructor(place: ArenaValue, revision: number) {
    this.#place = place;
    this.revision = revision;
  }

  get value(): Uint8Array {
    return this.#place.bytes;
  }

  get place(): ArenaValue {
    return this.#place;
  }

  moveTo(place: ArenaValue): void {
    this.#place = place;
  }
}

/** An ordered copy-on-write tree in memory: a snapshot costs nothing until a node is written again. */
export class MemoryStore implements Store {
  readonly kind = 'memory';
  readonly #tree = new BTree<string, Held>(undefined, compareText);
  readonly #arena = new ValueArena();

  get size(): number {
    return this.#tree.size;
  }

  get(key: string): Stored | undefined {
    return this.#tree.get(key);
  }

  put(key: string, value: Uint8Array, revision: number): void {
    const previous = this.#tree.get(key);
    if (previous !== undefined) {
      this.#arena.release(previous.place);
    }
    this.#tree.set(key, new Held(this.#arena.place(value), revision));
  }

  delete(key: string): void {
    const previous = this.#tree.get(key);
    if (previous !== undefined) {
      this.#arena.release(previous.place);
      this.#tree.delete(key);
    }
  }

  restore(key: string, value: Uint8Array, revision: number): void {
    this.put(key, value, revision);
  }

  snapshot(): StoreSnapshot {
    const frozen = this.#tree.clone();
    return {
      size: frozen.size,
      records: () => this.#records(frozen.entries()),
      release: () => frozen.clear(),
    };
  }

  /** Reading everything is the moment to empty slabs that are mostly garbage. */
  *#records(entries: Iterable<[string, Held]>): Iterator<StoreRecord> {
    for (const [key, held] of entries) {
      if (this.#arena.isSparse(held.place) && this.#tree.get(key) === held) {
        this.#move(held);
      }
      yield { key, value: held.value, revision: held.revision };
    }
  }

  #move(held: Held): void {
    const from = held.place;
    held.moveTo(this.#arena.place(from.bytes));
    this.#arena.release(from);
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
