import { invariant, present } from '../../src/base/invariant.ts';
import type { Operation } from './history.ts';
import type { Model } from './model.ts';
import { effectsOf } from './search/effect.ts';
import { finalStates } from './search/final-states.ts';
import { layOut, outlinePartition } from './search/partition-plan.ts';
import { PlanDecision } from './search/plan-decision.ts';
import { openBeside, type Violation } from './violation.ts';

/** Steps that listing the states before a failing operation may take. */
const STATES_STEPS_MAX = 50_000;

/** Steps after which a completion is left undecided; some are far harder than the verdict. */
const PROBE_STEPS_MAX = 2_000_000;

/**
 * Finds the first completion that cannot be explained in a partition that has no order.
 *
 * What happened up to some completion either has an order or not, and once it has none it never has
 * one again; so the first is found by halving. The search for a verdict cannot tell: it looks ahead
 * and stops long before the operation that is to blame.
 */
export class ViolationLocator<State, Input, Output> {
  readonly #model: Model<State, Input, Output>;
  readonly #operations: readonly Operation<Input, Output>[];
  /** Completed operations, by completion. */
  readonly #completed: readonly Operation<Input, Output>[];
  /** Up to `#bad` there is no order; up to `#good` there is, if nothing was left undecided. */
  #good: number;
  #bad: number;
  /** Distance of the next completion to try; doubled until there is no order. */
  #stride = 1;
  #order: readonly number[] = [];
  #isUndecided = false;
  #probe = 0;
  #decision: PlanDecision<State, Input, Output> | null = null;
  #stepsBefore = 0;

  /** @param from - id of an operation; all that completed before it is known to have an order. */
  constructor(
    model: Model<State, Input, Output>,
    operations: readonly Operation<Input, Output>[],
    from: number,
  ) {
    this.#model = model;
    this.#operations = operations;
    this.#completed = operations
      .filter(({ outcome }) => outcome.kind === 'completed')
      .sort((a, b) => completionOf(a) - completionOf(b));
    this.#bad = this.#completed.length - 1;
    this.#good = Math.max(-1, this.#completed.findIndex(({ id }) => id === from) - 2);
    invariant(this.#bad >= 0, 'without completed operations there is always an order');
  }

  get isDone(): boolean {
    return this.#decision === null && this.#bad - this.#good === 1;
  }

  get steps(): number {
    return this.#stepsBefore + (this.#decision?.steps ?? 0);
  }

  get bytes(): number {
    return this.#decision?.bytes ?? 0;
  }

  /** Goes on for about `steps` steps of the model. */
  advance(steps: number): void {
    if (this.isDone) {
      return;
    }
    const decision = this.#decision ?? this.#nextDecision();
    this.#decision = decision;
    if (decision.run(steps) !== 'running' || decision.steps > PROBE_STEPS_MAX) {
      this.#learn(decision);
    }
  }

  /** What is known so far. */
  violation(): Violation {
    const failing = present(this.#completed[this.#bad], 'a completion has no explanation');
    const { states, complete } = finalStates(this.#planBefore(failing), STATES_STEPS_MAX);
    return {
      failing: failing.id,
      isFirst: this.isDone && !this.#isUndecided,
      prefix: this.#order,
      states,
      statesComplete: complete,
      open: openBeside(this.#operations, failing, this.#order),
    };
  }

  #nextDecision(): PlanDecision<State, Input, Output> {
    const ahead = this.#good + this.#stride;
    this.#probe = ahead < this.#bad ? ahead : (this.#good + this.#bad) >> 1;
    const last = present(this.#completed[this.#probe], 'a probe is a completion');
    const effects = effectsOf(this.#operations, completionOf(last));
    return new PlanDecision(layOut(outlinePartition(this.#model, effects)));
  }

  #learn(decision: PlanDecision<State, Input, Output>): void {
    if (decision.verdict === 'violation') {
      this.#bad = this.#probe;
      this.#stride = Infinity;
    } else {
      this.#good = this.#probe;
      this.#stride *= 2;
      this.#order = decision.order ?? this.#order;
      this.#isUndecided ||= decision.order === null;
    }
    this.#stepsBefore += decision.steps;
    this.#decision = null;
  }

  /** All that had happened before `failing` completed, without it, and with every value in full. */
  #planBefore(failing: Operation<Input, Output>) {
    const { focused: _, ...model } = this.#model;
    const others = this.#operations.filter(({ id }) => id !== failing.id);
    return layOut(outlinePartition(model, effectsOf(others, completionOf(failing))));
  }
}

function completionOf<Input, Output>({ outcome }: Operation<Input, Output>): number {
  return outcome.kind === 'completed' ? outcome.at.event : Infinity;
}
