import type { OptionalOperations } from './optional-operations.ts';
import { UsedSets } from './used-sets.ts';

/** No member can be used. */
export const NO_MEMBER = -1;

/**
 * Which optional operations may still be used.
 *
 * A class that is not limited never runs out: its first member is used over and over. A search with
 * such classes allows more orders than there are, and has far less to tell apart; when it finds
 * none, there is none.
 */
export class OptionalChoice {
  readonly usedSets: UsedSets;
  readonly #optional: OptionalOperations;
  /** By class, 1 or 0. */
  readonly #limited: Uint8Array;

  constructor(optional: OptionalOperations, limited: Uint8Array) {
    this.#optional = optional;
    this.#limited = limited;
    this.usedSets = new UsedSets(optional.ids.length);
  }

  /** The first member of class `group` that is free in `used`, if it was called before `event`. */
  memberBefore(group: number, used: number, event: number): number {
    const { calls, start } = this.#optional;
    const member =
      this.#limited[group] === 0 ? (start[group] as number) : this.#firstFree(group, used);
    const isCalled = member < (start[group + 1] as number) && (calls[member] as number) < event;
    return isCalled ? member : NO_MEMBER;
  }

  /** The set `used` after `member` of class `group` was used. */
  use(group: number, used: number, member: number): number {
    return this.#limited[group] === 0 ? used : this.usedSets.with(used, member);
  }

  /** Members are used in their order, so the free ones are the last ones of the class. */
  #firstFree(group: number, used: number): number {
    let low = this.#optional.start[group] as number;
    let high = this.#optional.start[group + 1] as number;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.usedSets.has(used, middle)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
