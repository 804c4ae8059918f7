import { IntList } from './int-list.ts';
import type { KnownOperations } from './known-operations.ts';
import { NO_MEMBER, type OptionalChoice } from './optional-choice.ts';
import type { PartitionPlan } from './partition-plan.ts';
import type { Place } from './place.ts';
import { NO_VALUE } from './value-ids.ts';

/** Tells when a value that somebody is still to see can never be there again. */
export class ValueOutlook {
  readonly #known: KnownOperations;
  readonly #leaves: Int32Array;
  readonly #choice: OptionalChoice;
  /** By value: ranks that need it and ranks that leave it, ascending; classes that leave it. */
  readonly #needing: readonly IntList[];
  readonly #leaving: readonly IntList[];
  readonly #classes: readonly IntList[];

  constructor(plan: PartitionPlan<unknown, unknown, unknown>, choice: OptionalChoice) {
    const { needs, leaves, values } = plan.kinds;
    this.#known = plan.known;
    this.#leaves = leaves;
    this.#choice = choice;
    this.#needing = groupBy(needs, plan.known.kinds, values.size);
    this.#leaving = groupBy(leaves, plan.known.kinds, values.size);
    this.#classes = groupBy(leaves, plan.optional.kinds, values.size);
  }

  /** Whether some value is lost from the start; `held` is the one that is there. */
  isAnyLost(held: number, place: Place, used: number): boolean {
    return this.#needing.some((_, value) => value !== held && this.isLost(value, place, used));
  }

  /**
   * Whether an operation that is not linearized needs `value`, which is not there, and nothing that
   * leaves it can still come before that operation completed.
   *
   * It is enough to ask about a value when it goes, and about all at the start: until a value is
   * there again, no operation that leaves it is used up.
   */
  isLost(value: number, place: Place, used: number): boolean {
    const rank = this.#firstLeft(this.#needing[value], place);
    return (
      rank !== NONE &&
      !this.#classLeaves(value, rank, used) &&
      !this.#earlierRankLeaves(value, rank, place) &&
      !this.#openRankLeaves(value, rank, place)
    );
  }

  #firstLeft(ranks: IntList | undefined, place: Place): number {
    if (ranks === undefined) {
      return NONE;
    }
    for (let i = ranks.firstAtLeast(place.frontier); i < ranks.length; i++) {
      if (!place.isDone(ranks.at(i))) {
        return ranks.at(i);
      }
    }
    return NONE;
  }

  #classLeaves(value: number, rank: number, used: number): boolean {
    const classes = this.#classes[value];
    const limit = this.#known.returns[rank] as number;
    for (let i = 0; classes !== undefined && i < classes.length; i++) {
      if (this.#choice.memberBefore(classes.at(i), used, limit) !== NO_MEMBER) {
        return true;
      }
    }
    return false;
  }

  /** Whether one that completed before `rank` leaves the value; it was called before, too. */
  #earlierRankLeaves(value: number, rank: number, place: Place): boolean {
    const earlier = this.#firstLeft(this.#leaving[value], place);
    return earlier !== NONE && earlier < rank;
  }

  /** Whether one that was open when `rank` completed leaves the value. */
  #openRankLeaves(value: number, rank: number, place: Place): boolean {
    const { open, openStart, kinds } = this.#known;
    for (let i = openStart[rank] as number; i < (openStart[rank + 1] as number); i++) {
      const other = open[i] as number;
      const isSource = other !== rank && this.#leaves[kinds[other] as number] === value;
      if (isSource && !place.isDone(other)) {
        return true;
      }
    }
    return false;
  }
}

const NONE = -1;

/** By value: the positions in `kinds` whose kind has that value in `valueOfKind`, ascending. */
function groupBy(valueOfKind: Int32Array, kinds: Int32Array, values: number): IntList[] {
  const groups = Array.from({ length: values }, () => new IntList(1));
  for (const [position, kind] of kinds.entries()) {
    const value = valueOfKind[kind] as number;
    if (value !== NO_VALUE) {
      groups[value]?.push(position);
    }
  }
  return groups;
}
