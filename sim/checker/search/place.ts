import type { KnownOperations } from './known-operations.ts';

/** Words of a place: the frontier, the state, then one bit for each slot that is linearized. */
const FRONTIER = 0;
const STATE = 1;
const SLOTS = 2;

/** How many words the places of a partition have. */
export function placeWords(known: KnownOperations): number {
  return SLOTS + known.slotWords;
}

/** Where a search is: which certain operations are linearized, and the state they lead to. */
export class Place {
  readonly words: Int32Array;
  readonly #known: KnownOperations;

  constructor(known: KnownOperations) {
    this.#known = known;
    this.words = new Int32Array(placeWords(known));
  }

  get frontier(): number {
    return this.words[FRONTIER] as number;
  }

  get state(): number {
    return this.words[STATE] as number;
  }

  set state(state: number) {
    this.words[STATE] = state;
  }

  /** Whether nothing certain is left. */
  get isEnd(): boolean {
    return this.frontier === this.#known.count;
  }

  /** Where the ranks that may come next begin and end in `KnownOperations.open`. */
  get openStart(): number {
    return this.#known.openStart[this.frontier] as number;
  }

  get openEnd(): number {
    return this.#known.openStart[this.frontier + 1] as number;
  }

  /** Whether something called at `event` may come next; not to be asked at the end. */
  isCalled(event: number): boolean {
    return event < (this.#known.returns[this.frontier] as number);
  }

  /** Whether the operation of any `rank` is linearized. */
  isDone(rank: number): boolean {
    return this.isCalled(this.#known.calls[rank] as number) && this.isLinearized(rank);
  }

  /** Whether the operation of `rank` is linearized; it may come next or came before. */
  isLinearized(rank: number): boolean {
    const slot = this.#known.slots[rank] as number;
    const word = this.words[SLOTS + (slot >>> 5)] as number;
    return rank < this.frontier || (word & (1 << (slot & 31))) !== 0;
  }

  /** Adds the operation of `rank`, and moves the frontier to the first one missing. */
  linearize(rank: number): void {
    this.#flip(rank);
    let frontier = this.frontier;
    while (frontier < this.#known.count && this.isLinearized(frontier)) {
      this.#flip(frontier);
      frontier += 1;
      this.words[FRONTIER] = frontier;
    }
  }

  #flip(rank: number): void {
    const slot = this.#known.slots[rank] as number;
    const word = SLOTS + (slot >>> 5);
    this.words[word] = (this.words[word] as number) ^ (1 << (slot & 31));
  }
}
