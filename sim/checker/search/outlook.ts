import type { OptionalChoice } from './optional-choice.ts';
import { OverwriteOutlook } from './overwrite-outlook.ts';
import type { PartitionPlan } from './partition-plan.ts';
import type { Place } from './place.ts';
import { REFUSED_FOR_EVER, REFUSED_UNTIL_OVERWRITTEN, type Transitions } from './transitions.ts';
import { ValueOutlook } from './value-outlook.ts';

/**
 * Tells when a configuration cannot be completed because some operation that must come can never be
 * legal again. It looks at operations that are yet to be called, too: their results are known.
 */
export class Outlook<State, Input, Output> {
  readonly #plan: PartitionPlan<State, Input, Output>;
  readonly #transitions: Transitions<State, Input, Output>;
  readonly #overwrites: OverwriteOutlook<State, Input, Output>;
  readonly #values: ValueOutlook;
  /** By frontier: the first rank not called yet that only looks; -1 when there is none. */
  readonly #nextLook: Int32Array;

  constructor(
    plan: PartitionPlan<State, Input, Output>,
    transitions: Transitions<State, Input, Output>,
    choice: OptionalChoice,
  ) {
    this.#plan = plan;
    this.#transitions = transitions;
    this.#overwrites = new OverwriteOutlook(plan, transitions, choice);
    this.#values = new ValueOutlook(plan, choice);
    this.#nextLook = listNextLooks(plan);
  }

  /** Whether the configuration that a search begins with cannot be completed. */
  isHopelessStart(place: Place, used: number): boolean {
    const held = this.#transitions.held(place.state);
    return this.#values.isAnyLost(held, place, used) || this.#isRefusedForGood(place, used);
  }

  /** Whether a configuration that came from state `before` cannot be completed. */
  isHopeless(place: Place, used: number, before: number): boolean {
    return this.#isValueLost(place, used, before) || this.#isRefusedForGood(place, used);
  }

  #isValueLost(place: Place, used: number, before: number): boolean {
    const gone = this.#transitions.held(before);
    return gone !== this.#transitions.held(place.state) && this.#values.isLost(gone, place, used);
  }

  #isRefusedForGood(place: Place, used: number): boolean {
    const { open } = this.#plan.known;
    const end = place.openEnd;
    for (let i = place.openStart; i < end; i++) {
      const rank = open[i] as number;
      if (!place.isLinearized(rank) && this.#isLostTo(rank, place, used)) {
        return true;
      }
    }
    const next = this.#nextLook[place.frontier] as number;
    return next >= 0 && this.#isLostTo(next, place, used);
  }

  /** Whether the operation of `rank` can never be legal from here on. */
  #isLostTo(rank: number, place: Place, used: number): boolean {
    const next = this.#transitions.next(place.state, this.#plan.known.kinds[rank] as number);
    return (
      next === REFUSED_FOR_EVER ||
      (next === REFUSED_UNTIL_OVERWRITTEN && !this.#overwrites.mayOpen(rank, place, used))
    );
  }
}

function listNextLooks({ known, kinds }: PartitionPlan<unknown, unknown, unknown>): Int32Array {
  const byCall = Int32Array.from(known.calls.keys())
    .filter((rank) => kinds.observes[known.kinds[rank] as number] === 1)
    .sort((a, b) => (known.calls[a] as number) - (known.calls[b] as number));
  const next = new Int32Array(known.count).fill(-1);
  let at = 0;
  for (let frontier = 0; frontier < known.count; frontier++) {
    const called = known.returns[frontier] as number;
    while (at < byCall.length && (known.calls[byCall[at] as number] as number) < called) {
      at += 1;
    }
    next[frontier] = byCall[at] ?? -1;
  }
  return next;
}
