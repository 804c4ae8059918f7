import type { KnownOperations } from './known-operations.ts';
import { NO_MEMBER, type OptionalChoice } from './optional-choice.ts';
import type { PartitionPlan } from './partition-plan.ts';
import type { Place } from './place.ts';
import { REFUSED_FOR_EVER, REFUSED_UNTIL_OVERWRITTEN, type Transitions } from './transitions.ts';

/** The overwriting operations after which some kind of operation is not refused for good. */
interface Openers {
  /** Ranks, ascending. */
  readonly ranks: readonly number[];
  /** Classes of optional operations. */
  readonly groups: readonly number[];
}

/** Tells whether an overwriting operation may still come and make another one possible. */
export class OverwriteOutlook<State, Input, Output> {
  readonly #known: KnownOperations;
  readonly #optionalKinds: Int32Array;
  readonly #transitions: Transitions<State, Input, Output>;
  readonly #choice: OptionalChoice;
  readonly #overwriting: Openers;
  /** By kind that is to be made possible. */
  readonly #openers = new Map<number, Openers>();

  constructor(
    plan: PartitionPlan<State, Input, Output>,
    transitions: Transitions<State, Input, Output>,
    choice: OptionalChoice,
  ) {
    const overwrites = (kind: number) => plan.kinds.overwrites[kind] === 1;
    this.#known = plan.known;
    this.#optionalKinds = plan.optional.kinds;
    this.#transitions = transitions;
    this.#choice = choice;
    this.#overwriting = {
      ranks: positionsWhere(plan.known.kinds, overwrites),
      groups: positionsWhere(plan.optional.kinds, overwrites),
    };
  }

  /** Whether one may come before the operation of `rank` completed, and make it possible. */
  mayOpen(rank: number, place: Place, used: number): boolean {
    const { ranks, groups } = this.#openersOf(this.#known.kinds[rank] as number);
    const limit = this.#known.returns[rank] as number;
    const isInTime = (other: number) =>
      (this.#known.calls[other] as number) < limit && !place.isDone(other);
    return (
      ranks.some(isInTime) ||
      groups.some((group) => this.#choice.memberBefore(group, used, limit) !== NO_MEMBER)
    );
  }

  #openersOf(kind: number): Openers {
    const known = this.#openers.get(kind);
    if (known !== undefined) {
      return known;
    }
    const openers = {
      ranks: this.#overwriting.ranks.filter((rank) =>
        this.#opens(this.#known.kinds[rank] as number, kind),
      ),
      groups: this.#overwriting.groups.filter((group) =>
        this.#opens(this.#optionalKinds[group] as number, kind),
      ),
    };
    this.#openers.set(kind, openers);
    return openers;
  }

  #opens(overwriting: number, kind: number): boolean {
    // What overwrites leads to the same state from wherever it starts, so from the initial one too.
    const next = this.#transitions.next(this.#transitions.next(0, overwriting), kind);
    return next !== REFUSED_UNTIL_OVERWRITTEN && next !== REFUSED_FOR_EVER;
  }
}

function positionsWhere(kinds: Int32Array, test: (kind: number) => boolean): number[] {
  return [...kinds.keys()].filter((position) => test(kinds[position] as number));
}
