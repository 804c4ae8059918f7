import { NO_MEMBER, type OptionalChoice } from './optional-choice.ts';
import type { PartitionPlan } from './partition-plan.ts';
import type { Place } from './place.ts';
import type { Transitions } from './transitions.ts';

/**
 * Tells whether an optional operation is of use at a place: whether something may follow it that
 * would be impossible, or lead elsewhere, without it.
 */
export class OptionalNeed<State, Input, Output> {
  readonly #plan: PartitionPlan<State, Input, Output>;
  readonly #transitions: Transitions<State, Input, Output>;
  readonly #choice: OptionalChoice;

  constructor(
    plan: PartitionPlan<State, Input, Output>,
    transitions: Transitions<State, Input, Output>,
    choice: OptionalChoice,
  ) {
    this.#plan = plan;
    this.#transitions = transitions;
    this.#choice = choice;
  }

  /** Whether class `group` is of use at `place`, where it leads to state `next`. */
  isNeeded(place: Place, used: number, group: number, next: number): boolean {
    return this.#isNeededByKnown(place, next) || this.#isNeededByOptional(place, used, group, next);
  }

  /** Whether class `group` exists and has a member that was called. */
  isClassCalled(place: Place, group: number): boolean {
    const { calls, start, kinds } = this.#plan.optional;
    return group < kinds.length && place.isCalled(calls[start[group] as number] as number);
  }

  #isNeededByKnown(place: Place, next: number): boolean {
    const { open, kinds } = this.#plan.known;
    const end = place.openEnd;
    for (let i = place.openStart; i < end; i++) {
      const rank = open[i] as number;
      const kind = kinds[rank] as number;
      if (!place.isLinearized(rank) && this.#differs(place.state, next, kind)) {
        return true;
      }
    }
    return false;
  }

  #isNeededByOptional(place: Place, used: number, group: number, next: number): boolean {
    const { kinds } = this.#plan.optional;
    const called = this.#plan.known.returns[place.frontier] as number;
    for (let other = 0; this.isClassCalled(place, other); other++) {
      const kind = kinds[other] as number;
      // What overwrites does the same without anything before it.
      const mayFollow = this.#plan.kinds.overwrites[kind] === 0 && other !== group;
      if (
        mayFollow &&
        this.#differs(place.state, next, kind) &&
        this.#choice.memberBefore(other, used, called) !== NO_MEMBER
      ) {
        return true;
      }
    }
    return this.#differs(place.state, next, kinds[group] as number);
  }

  #differs(state: number, next: number, kind: number): boolean {
    const after = this.#transitions.next(next, kind);
    return after >= 0 && after !== this.#transitions.next(state, kind);
  }
}
