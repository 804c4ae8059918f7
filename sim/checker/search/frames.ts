import { IntList } from './int-list.ts';

/** The state before an operation that is not optional. */
export const NOT_OPTIONAL = -1;

/** The configurations on the way from the start to where a search is, one frame for each. */
export class Frames {
  depth = 0;
  readonly #placeWords: number;
  readonly #places = new IntList();
  readonly #used = new IntList();
  readonly #before = new IntList();
  readonly #pathEnd = new IntList();
  readonly #cursor = new IntList();

  constructor(placeWords: number) {
    this.#placeWords = placeWords;
  }

  get bytes(): number {
    return this.#places.bytes + 4 * this.#used.bytes;
  }

  /**
   * @param used - number of the set of optional operations used.
   * @param before - the state before the optional operation that led here, or NOT_OPTIONAL.
   * @param pathEnd - length of the order that leads here.
   */
  push(place: Int32Array, used: number, before: number, pathEnd: number): void {
    for (const word of place) {
      this.#places.push(word);
    }
    this.#used.push(used);
    this.#before.push(before);
    this.#pathEnd.push(pathEnd);
    this.#cursor.push(0);
    this.depth += 1;
  }

  pop(): void {
    this.depth -= 1;
    this.#places.truncate(this.depth * this.#placeWords);
    for (const list of [this.#used, this.#before, this.#pathEnd, this.#cursor]) {
      list.truncate(this.depth);
    }
  }

  /** Copies the place of the last frame to `target`. */
  readPlace(target: Int32Array): void {
    const start = (this.depth - 1) * this.#placeWords;
    for (let i = 0; i < this.#placeWords; i++) {
      target[i] = this.#places.at(start + i);
    }
  }

  get used(): number {
    return this.#used.at(this.depth - 1);
  }

  get before(): number {
    return this.#before.at(this.depth - 1);
  }

  get pathEnd(): number {
    return this.#pathEnd.at(this.depth - 1);
  }

  /** The next continuation of the last frame: 0, then 1, and so on. */
  nextCursor(): number {
    const cursor = this.#cursor.at(this.depth - 1);
    this.#cursor.set(this.depth - 1, cursor + 1);
    return cursor;
  }
}
