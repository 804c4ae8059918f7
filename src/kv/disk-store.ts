import { invariant } from '../base/invariant.ts';
import type { Store, Stored } from './store.ts';

/** What became of a key; null: it is gone. */
export interface RecordChange {
  readonly key: string;
  readonly stored: Stored | null;
}

/**
 * The records of a database on disk, as far as a batch of commands is about them: what was read for
 * it, and what it changed. Applying stays a synchronous fold; reading before it and writing after it
 * is the engine's work (design: keys → values → fold → one write).
 *
 * It holds nothing but the batches that are under way, whatever the size of the database.
 */
export class DiskStore implements Store {
  readonly kind = 'disk';
  /** Name of the database's directory. */
  readonly database: string;
  readonly #known = new Map<string, Stored | null>();
  readonly #changed = new Set<string>();
  #size: number;

  /** @param size - records in the database. */
  constructor(database: string, size: number) {
    this.database = database;
    this.#size = size;
  }

  get size(): number {
    return this.#size;
  }

  isKnown(key: string): boolean {
    return this.#known.has(key);
  }

  /** Notes what the database holds under `key`; null for nothing. */
  learn(key: string, stored: Stored | null): void {
    invariant(!this.#changed.has(key), 'what was changed is known better here');
    this.#known.set(key, stored);
  }

  get(key: string): Stored | undefined {
    const stored = this.#known.get(key);
    invariant(stored !== undefined, 'a key is read before a command is about it');
    return stored ?? undefined;
  }

  put(key: string, value: Uint8Array, revision: number): void {
    this.#size += this.get(key) === undefined ? 1 : 0;
    this.#set(key, { value: value.slice(), revision });
  }

  delete(key: string): void {
    if (this.get(key) !== undefined) {
      this.#size--;
      this.#set(key, null);
    }
  }

  restore(key: string, value: Uint8Array, revision: number): void {
    this.#size++;
    this.#set(key, { value: value.slice(), revision });
  }

  /** What was changed since the last call. The values stay known until `forget`. */
  takeChanges(): RecordChange[] {
    const changes = [...this.#changed].map((key) => ({
      key,
      stored: this.#known.get(key) ?? null,
    }));
    this.#changed.clear();
    return changes;
  }

  /** Forgets what is known: the database holds all of it by now. */
  forget(): void {
    invariant(this.#changed.size === 0, 'only what is stored is forgotten');
    this.#known.clear();
  }

  #set(key: string, stored: Stored | null): void {
    this.#known.set(key, stored);
    this.#changed.add(key);
  }
}
