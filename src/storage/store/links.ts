import { invariant } from '../../base/invariant.ts';
import { decodeLink, encodeLink, indexOfLink, linkKey } from './store-layout.ts';
import type { StoreChange, StoredItem } from './store-request.ts';

/**
 * The last write of a database that is known to be durable and all that came later, each linked to the
 * one before it.
 *
 * A power cut should take the last writes of a database, but page caches and several log files may
 * keep a later one and lose an earlier. Then a link is missing, and the database is not believed.
 */
export class Links {
  /** Those that stand in the database, ascending. */
  readonly #links: number[];
  #confirmedIndex = -1;

  /** @param links - indices of the writes that left a link, ascending. */
  constructor(links: readonly number[]) {
    this.#links = [...links];
  }

  /** The last entry whose effect was written; -1 before the first write. */
  get storedIndex(): number {
    return this.#links[this.#links.length - 1] ?? -1;
  }

  /** Everything through `index` is durable. */
  confirm(index: number): void {
    this.#confirmedIndex = Math.max(this.#confirmedIndex, index);
  }

  /**
   * Adds the link of a write through `index`, and takes away those that are of no use any more. The
   * last confirmed one stays: without it, nothing would tell that the first write behind it is lost.
   */
  extend(index: number): StoreChange[] {
    const previous = this.storedIndex;
    invariant(index > previous, 'each write goes further than the one before it', { index });
    const confirmed = this.#links.filter((link) => link <= this.#confirmedIndex).length;
    const gone = this.#links.splice(0, Math.max(0, confirmed - 1));
    this.#links.push(index);
    return [
      ...gone.map((link) => ({ key: linkKey(link), value: null })),
      { key: linkKey(index), value: encodeLink(Math.max(previous, 0)) },
    ];
  }
}

/** The links that were found, or null when one is missing or they do not end at `appliedIndex`. */
export function readLinks(items: readonly StoredItem[], appliedIndex: number): Links | null {
  const found: number[] = [];
  for (const { key, value } of items) {
    const index = indexOfLink(key) as number;
    const before = found[found.length - 1];
    if (before !== undefined && decodeLink(value) !== before) {
      return null;
    }
    found.push(index);
  }
  return found[found.length - 1] === appliedIndex ? new Links(found) : null;
}
