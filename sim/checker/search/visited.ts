import { IntList } from './int-list.ts';
import type { UsedSets } from './used-sets.ts';
import { WordTable } from './word-table.ts';

const END = -1;

/**
 * The configurations that the search has entered: which completed operations are linearized, the
 * state, and which optional operations were used for it.
 *
 * A configuration is turned away not only when it was entered before, but also when one was that
 * differs in having used fewer optional operations. Whatever order completes the new one completes
 * the old one too: it needs no operation that the old one has used, and optional operations
 * left over ask for nothing.
 *
 * @see Lowe, Testing for linearizability (2017), for the cache on (operations, state)
 */
export class Visited {
  readonly #usedSets: UsedSets;
  readonly #places: WordTable;
  /** By place: the first of a chain of used sets, none of which contains another. */
  readonly #first = new IntList();
  readonly #chainUsed = new IntList();
  readonly #chainNext = new IntList();

  constructor(placeWords: number, usedSets: UsedSets) {
    this.#places = new WordTable(placeWords);
    this.#usedSets = usedSets;
  }

  get configurations(): number {
    return this.#chainUsed.length;
  }

  get bytes(): number {
    const lists = this.#first.bytes + this.#chainUsed.bytes + this.#chainNext.bytes;
    return lists + this.#places.bytes;
  }

  /** Enters the configuration and returns true, or returns false when it promises nothing new. */
  enter(place: Int32Array, used: number): boolean {
    const fresh = this.#places.size;
    const id = this.#places.intern(place);
    if (id === fresh) {
      this.#first.push(END);
    } else if (this.#isCovered(id, used)) {
      return false;
    }
    this.#prepend(id, used);
    return true;
  }

  #isCovered(place: number, used: number): boolean {
    for (let link = this.#first.at(place); link !== END; link = this.#chainNext.at(link)) {
      if (this.#usedSets.isSubset(this.#chainUsed.at(link), used)) {
        return true;
      }
    }
    return false;
  }

  #prepend(place: number, used: number): void {
    this.#dropSupersets(place, used);
    const link = this.#chainUsed.length;
    this.#chainUsed.push(used);
    this.#chainNext.push(this.#first.at(place));
    this.#first.set(place, link);
  }

  #dropSupersets(place: number, used: number): void {
    let previous = END;
    for (let link = this.#first.at(place); link !== END; link = this.#chainNext.at(link)) {
      if (!this.#usedSets.isSubset(used, this.#chainUsed.at(link))) {
        previous = link;
      } else if (previous === END) {
        this.#first.set(place, this.#chainNext.at(link));
      } else {
        this.#chainNext.set(previous, this.#chainNext.at(link));
      }
    }
  }
}
