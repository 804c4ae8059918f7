import { LinearizationSearch, type SearchVerdict } from './linearization-search.ts';
import type { PartitionPlan } from './partition-plan.ts';
import type { Transitions } from './transitions.ts';

/**
 * Searches with some optional operations used over and over, which leaves far less to tell apart.
 *
 * If even so there is no order, there is none. If the order found uses none twice, it is an order;
 * otherwise the search begins anew with those limited that it used twice.
 */
export class RelaxedSearch<State, Input, Output> {
  verdict: SearchVerdict = 'running';
  readonly #plan: PartitionPlan<State, Input, Output>;
  readonly #transitions: Transitions<State, Input, Output>;
  /** By class of optional operations: 1 when each may be used once. */
  #limited: Uint8Array;
  #search: LinearizationSearch<State, Input, Output>;

  constructor(
    plan: PartitionPlan<State, Input, Output>,
    transitions: Transitions<State, Input, Output>,
  ) {
    this.#plan = plan;
    this.#transitions = transitions;
    this.#limited = new Uint8Array(plan.optional.kinds.length);
    this.#search = this.#begin();
  }

  /**
   * Whether the search can be other than an exact one, and comes to an end: repeated over and over,
   * operations of some models lead to states without end.
   */
  static isOfUse<State, Input, Output>(plan: PartitionPlan<State, Input, Output>): boolean {
    return plan.model.flow !== undefined && plan.optional.kinds.length > 0;
  }

  get configurations(): number {
    return this.#search.configurations;
  }

  get bytes(): number {
    return this.#search.bytes;
  }

  /** The order found, as path entries, when the verdict is `ok`. */
  get path(): Int32Array {
    return this.#search.path;
  }

  /** Goes on for about `steps` steps of the model. */
  run(steps: number): SearchVerdict {
    const verdict = this.#search.run(steps);
    if (verdict === 'ok' && this.#limitOverused(this.#search.path)) {
      this.#search = this.#begin();
    } else {
      this.verdict = verdict;
    }
    return this.verdict;
  }

  #begin(): LinearizationSearch<State, Input, Output> {
    return new LinearizationSearch(this.#plan, this.#transitions, this.#limited);
  }

  /** Limits the classes of what `path` uses twice; whether there are any. */
  #limitOverused(path: Int32Array): boolean {
    const seen = new Set<number>();
    const overused = new Set<number>();
    for (const entry of path) {
      if (entry < 0 && seen.has(entry)) {
        overused.add(this.#plan.optional.classes[-1 - entry] as number);
      }
      seen.add(entry);
    }
    this.#limited = this.#limited.map((flag, group) => (overused.has(group) ? 1 : flag));
    return overused.size > 0;
  }
}
