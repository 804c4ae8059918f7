import { LinearizationSearch, type SearchVerdict } from './linearization-search.ts';
import type { PartitionPlan } from './partition-plan.ts';
import { Transitions } from './transitions.ts';

/** Steps after which the exact search gets company; most partitions are decided by then. */
const ALONE_STEPS = 100_000;

/**
 * Decides one plan with two searches that take turns.
 *
 * The exact one may use each optional operation once, and can drown in the choice of which. The
 * relaxed one may use some over and over: if even so there is no order, there is none; if it finds
 * one that uses none twice, that is an order; otherwise it begins anew with those limited that it
 * used twice.
 */
export class PlanDecision<State, Input, Output> {
  readonly #plan: PartitionPlan<State, Input, Output>;
  readonly #transitions: Transitions<State, Input, Output>;
  readonly #exact: LinearizationSearch<State, Input, Output>;
  #relaxed: LinearizationSearch<State, Input, Output> | null = null;
  #limited: Uint8Array;
  verdict: SearchVerdict;
  /** The order found, when the verdict is `ok`: operations by their ids. */
  order: readonly number[] | null = null;

  constructor(plan: PartitionPlan<State, Input, Output>) {
    const classes = plan.optional.kinds.length;
    this.#plan = plan;
    this.#transitions = new Transitions(plan.model, plan.kinds);
    this.#exact = new LinearizationSearch(plan, this.#transitions, new Uint8Array(classes).fill(1));
    // Repeated without end, an operation of another model may lead to states without end.
    this.#limited = new Uint8Array(classes).fill(plan.model.flow === undefined ? 1 : 0);
    this.verdict = this.#exact.verdict;
    this.#conclude(this.#exact);
  }

  get steps(): number {
    return this.#transitions.lookups;
  }

  get bytes(): number {
    return this.#transitions.bytes + this.#exact.bytes + (this.#relaxed?.bytes ?? 0);
  }

  get configurations(): number {
    return this.#exact.configurations + (this.#relaxed?.configurations ?? 0);
  }

  /**
   * All operations that had happened before this one had, can be ordered: id of one whose
   * completion is the first that may be impossible to explain.
   */
  get firstDoubtful(): number {
    return this.#plan.known.reasons[this.#exact.furthest] as number;
  }

  /** Goes on for about `steps` steps of the model. */
  run(steps: number): SearchVerdict {
    const isCrowded = this.steps >= ALONE_STEPS && this.#limited.includes(0);
    this.#conclude(this.#exact, isCrowded ? steps / 2 : steps);
    if (isCrowded && this.verdict === 'running') {
      this.#relax(steps / 2);
    }
    return this.verdict;
  }

  #relax(steps: number): void {
    const relaxed =
      this.#relaxed ?? new LinearizationSearch(this.#plan, this.#transitions, this.#limited);
    this.#relaxed = relaxed;
    if (relaxed.run(steps) === 'ok' && this.#limitOverused(relaxed.path)) {
      this.#relaxed = null;
    } else {
      this.#conclude(relaxed, 0);
    }
  }

  /** Limits the classes of what `path` uses twice; whether there are any. */
  #limitOverused(path: Int32Array): boolean {
    const seen = new Set<number>();
    const limited = Uint8Array.from(this.#limited);
    for (const entry of path) {
      if (entry < 0 && seen.has(entry)) {
        limited[this.#plan.optional.classes[-1 - entry] as number] = 1;
      }
      seen.add(entry);
    }
    const isOverused = limited.some((flag, group) => flag !== this.#limited[group]);
    this.#limited = limited;
    return isOverused;
  }

  #conclude(search: LinearizationSearch<State, Input, Output>, steps = 0): void {
    this.verdict = search.run(steps);
    if (this.verdict === 'ok') {
      this.order = Array.from(search.path, (entry) => this.#idOf(entry));
    }
  }

  #idOf(entry: number): number {
    const { known, optional } = this.#plan;
    return entry >= 0 ? (known.ids[entry] as number) : (optional.ids[-1 - entry] as number);
  }
}
