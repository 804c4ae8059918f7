import { LinearizationSearch } from './linearization-search.ts';
import type { PartitionPlan } from './partition-plan.ts';
import { Transitions } from './transitions.ts';
import type { UsedSets } from './used-sets.ts';
import { WordTable } from './word-table.ts';

/** The states in which a partition may have ended, for people. */
export interface FinalStates {
  readonly states: readonly string[];
  /** Whether these are all. */
  readonly complete: boolean;
}

/**
 * The states that the orders of `plan` end in, with any of the optional operations.
 *
 * Goes through all orders that a search tells apart, the latest operations first, and gives up
 * after `stepsMax` steps of the model: it serves a report, not a verdict.
 */
export function finalStates<State, Input, Output>(
  plan: PartitionPlan<State, Input, Output>,
  stepsMax: number,
): FinalStates {
  const transitions = new Transitions(plan.model, plan.kinds);
  const limited = new Uint8Array(plan.optional.kinds.length).fill(1);
  const ends = new EndStates();
  const search = new LinearizationSearch(plan, transitions, limited, ends);
  const isAll = search.run(stepsMax) === 'violation';
  const isClosed = ends.close(plan, transitions, search.usedSets, 2 * stepsMax);
  return { states: ends.describe(transitions), complete: isAll && isClosed };
}

/** The ends of orders: states, with the sets of optional operations used to get there. */
class EndStates {
  readonly #found = new WordTable(2);
  readonly #pair = new Int32Array(2);

  add(state: number, used: number): void {
    this.#pair[0] = state;
    this.#pair[1] = used;
    this.#found.intern(this.#pair);
  }

  /** Adds what optional operations lead to that no other operation asked for; whether that is all. */
  close(
    { optional }: PartitionPlan<unknown, unknown, unknown>,
    transitions: { readonly lookups: number; next(state: number, kind: number): number },
    usedSets: UsedSets,
    stepsMax: number,
  ): boolean {
    let end = 0;
    for (; end < this.#found.size && transitions.lookups < stepsMax; end++) {
      const state = this.#found.word(end, 0);
      const used = this.#found.word(end, 1);
      for (const [member, group] of optional.classes.entries()) {
        const next = transitions.next(state, optional.kinds[group] as number);
        if (next >= 0 && next !== state && !usedSets.has(used, member)) {
          this.add(next, usedSets.with(used, member));
        }
      }
    }
    return end === this.#found.size;
  }

  /** The states in the model's words, each once. */
  describe(transitions: { describe(state: number): string }): string[] {
    const words = new Set<string>();
    for (let end = 0; end < this.#found.size; end++) {
      words.add(transitions.describe(this.#found.word(end, 0)));
    }
    return [...words];
  }
}
