import { LinearizationSearch, type SearchVerdict } from './linearization-search.ts';
import type { PartitionPlan } from './partition-plan.ts';
import { RelaxedSearch } from './relaxed-search.ts';
import { Transitions } from './transitions.ts';

/** Most partitions are decided by then. */
const ALONE_STEPS = 100_000;

/**
 * Decides one plan with two searches: the exact one, which can drown in the choice of which
 * operations of unknown outcome happened, and after a while the relaxed one by turns.
 */
export class PlanDecision<State, Input, Output> {
  verdict: SearchVerdict = 'running';
  /** The order found, when the verdict is `ok`: operations by their ids. */
  order: readonly number[] | null = null;
  readonly #plan: PartitionPlan<State, Input, Output>;
  readonly #transitions: Transitions<State, Input, Output>;
  readonly #exact: LinearizationSearch<State, Input, Output>;
  #relaxed: RelaxedSearch<State, Input, Output> | null = null;

  constructor(plan: PartitionPlan<State, Input, Output>) {
    this.#plan = plan;
    this.#transitions = new Transitions(plan.model, plan.kinds);
    const limited = new Uint8Array(plan.optional.kinds.length).fill(1);
    this.#exact = new LinearizationSearch(plan, this.#transitions, limited);
    this.#conclude(this.#exact);
  }

  get steps(): number {
    return this.#transitions.lookups;
  }

  get bytes(): number {
    return this.#transitions.bytes + this.#exact.bytes + (this.#relaxed?.bytes ?? 0);
  }

  /** Entries of the memos. */
  get configurations(): number {
    return this.#exact.configurations + (this.#relaxed?.configurations ?? 0);
  }

  /** Id of the first operation to suspect: all that completed before it has an order. */
  get firstDoubtful(): number {
    return this.#plan.known.reasons[this.#exact.furthest] as number;
  }

  /** Goes on for about `steps` steps of the model. */
  run(steps: number): SearchVerdict {
    if (this.steps < ALONE_STEPS || !RelaxedSearch.isOfUse(this.#plan)) {
      this.#exact.run(steps);
    } else {
      this.#relaxed ??= new RelaxedSearch(this.#plan, this.#transitions);
      this.#exact.run(steps / 2);
      this.#relaxed.run(steps / 2);
      this.#conclude(this.#relaxed);
    }
    this.#conclude(this.#exact);
    return this.verdict;
  }

  #conclude(search: { readonly verdict: SearchVerdict; readonly path: Int32Array }): void {
    if (this.verdict === 'running' && search.verdict !== 'running') {
      this.verdict = search.verdict;
      const isOk = search.verdict === 'ok';
      this.order = isOk ? Array.from(search.path, (entry) => this.#idOf(entry)) : null;
    }
  }

  #idOf(entry: number): number {
    const { known, optional } = this.#plan;
    return entry >= 0 ? (known.ids[entry] as number) : (optional.ids[-1 - entry] as number);
  }
}
