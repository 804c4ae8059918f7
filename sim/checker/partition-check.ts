import type { Operation } from './history.ts';
import type { Model } from './model.ts';
import { effectsOf } from './search/effect.ts';
import {
  layOut,
  outlinePartition,
  type PartitionPlan,
  planBytes,
} from './search/partition-plan.ts';
import { PlanDecision } from './search/plan-decision.ts';
import type { Verdict } from './verdict.ts';
import type { Violation } from './violation.ts';
import { ViolationLocator } from './violation-locator.ts';

export interface PartitionResult {
  readonly key: string;
  readonly verdict: Verdict;
  /** Operations of the partition, failed ones included. */
  readonly operations: number;
  /** Steps of the model. */
  readonly steps: number;
  /** Entries of the memo that decided. */
  readonly configurations: number;
  /** Bytes that were held at the end. */
  readonly bytes: number;
  /** An order that explains everything, when the verdict is `ok`. */
  readonly order: readonly number[] | null;
  readonly violation: Violation | null;
}

/** The check of one partition, done in slices: first the verdict, then the place of a violation. */
export class PartitionCheck<State, Input, Output> {
  readonly key: string;
  readonly #model: Model<State, Input, Output>;
  readonly #operations: readonly Operation<Input, Output>[];
  readonly #planBytes: number;
  readonly #decision: PlanDecision<State, Input, Output>;
  #locator: ViolationLocator<State, Input, Output> | null = null;

  private constructor(
    key: string,
    operations: readonly Operation<Input, Output>[],
    model: Model<State, Input, Output>,
    plan: PartitionPlan<State, Input, Output>,
    bytes: number,
  ) {
    this.key = key;
    this.#operations = operations;
    this.#model = model;
    this.#planBytes = bytes;
    this.#decision = new PlanDecision(plan);
  }

  /** Begins a check, or returns null when its plan alone is larger than `bytesMax`. */
  static begin<State, Input, Output>(
    key: string,
    operations: readonly Operation<Input, Output>[],
    model: Model<State, Input, Output>,
    bytesMax: number,
  ): PartitionCheck<State, Input, Output> | null {
    const outline = outlinePartition(model, effectsOf(operations));
    const bytes = planBytes(outline);
    return bytes > bytesMax
      ? null
      : new PartitionCheck(key, operations, model, layOut(outline), bytes);
  }

  get isDone(): boolean {
    const { verdict } = this.#decision;
    return verdict === 'ok' || (verdict === 'violation' && this.#locator?.isDone === true);
  }

  get bytes(): number {
    return this.#planBytes + this.#decision.bytes + (this.#locator?.bytes ?? 0);
  }

  get steps(): number {
    return this.#decision.steps + (this.#locator?.steps ?? 0);
  }

  /** Goes on for about `steps` steps of the model. */
  advance(steps: number): void {
    const { verdict } = this.#decision;
    if (verdict === 'running') {
      this.#decision.run(steps);
    } else if (verdict === 'violation' && !this.isDone) {
      this.#locate().advance(steps);
    }
  }

  /** The result so far; no verdict yet counts as inconclusive. */
  result(): PartitionResult {
    const { verdict } = this.#decision;
    return {
      key: this.key,
      verdict: verdict === 'running' ? 'inconclusive' : verdict,
      operations: this.#operations.length,
      steps: this.steps,
      configurations: this.#decision.configurations,
      bytes: this.bytes,
      order: this.#decision.order,
      violation: verdict === 'violation' ? this.#locate().violation() : null,
    };
  }

  #locate(): ViolationLocator<State, Input, Output> {
    this.#locator ??= new ViolationLocator(
      this.#model,
      this.#operations,
      this.#decision.firstDoubtful,
    );
    return this.#locator;
  }
}
