import { type History, type Operation, outputOf, returnEvent } from './history.ts';
import type { Model } from './model.ts';
import type { Scalar } from './models/scalar.ts';
import type { ValueFlow } from './value-flow.ts';

/** What is wrong with the value that the failing operation saw, by operations' ids. */
export type ViolationCause =
  /** No operation leaves that value. */
  | { readonly kind: 'never-written' }
  /** `writer` is the first to leave it, and began after the failing operation had completed. */
  | { readonly kind: 'written-later'; readonly writer: number }
  /** Whoever left it had done so before `by` began, and `by` left another before it was seen. */
  | { readonly kind: 'overwritten'; readonly writer: number; readonly by: number };

/** The plain cause of a violation, when it has one that can be told without an order; or null. */
export function causeOf<State, Input, Output>(
  history: History<Input, Output>,
  model: Model<State, Input, Output>,
  failing: number,
): ViolationCause | null {
  const seen = history.operations[failing];
  const needed = seen && model.flow?.needed(seen.input, outputOf(seen));
  if (model.flow === undefined || seen === undefined || needed === undefined) {
    return null;
  }
  const inquiry = new Inquiry(history, model, model.flow, seen, needed);
  return inquiry.cause();
}

class Inquiry<State, Input, Output> {
  readonly #isInitial: boolean;
  readonly #seen: Operation<Input, Output>;
  readonly #writers: readonly Operation<Input, Output>[];
  /** Operations that left another value for certain. */
  readonly #others: readonly Operation<Input, Output>[];

  constructor(
    { operations }: History<Input, Output>,
    model: Model<State, Input, Output>,
    flow: ValueFlow<State, Input, Output>,
    seen: Operation<Input, Output>,
    needed: Scalar,
  ) {
    const partition = model.partition(seen.input);
    const changes = operations.filter(
      (operation) =>
        operation.outcome.kind !== 'failed' &&
        model.partition(operation.input) === partition &&
        !model.observes(operation.input, outputOf(operation)) &&
        flow.left(operation.input) !== undefined,
    );
    this.#isInitial = flow.held(model.initial) === needed;
    this.#seen = seen;
    this.#writers = changes.filter(({ input }) => flow.left(input) === needed);
    this.#others = changes.filter(({ input }) => flow.left(input) !== needed);
  }

  cause(): ViolationCause | null {
    const [first] = this.#writers;
    if (first === undefined) {
      return this.#isInitial ? null : { kind: 'never-written' };
    }
    const end = returnEvent(this.#seen);
    if (!this.#isInitial && first.call.event > end) {
      return { kind: 'written-later', writer: first.id };
    }
    return this.#overwriting(this.#writers.filter(({ call }) => call.event < end));
  }

  /** Some operation lies wholly between all that left the value and the one that saw it. */
  #overwriting(writers: readonly Operation<Input, Output>[]): ViolationCause | null {
    const last = writers.reduce<Operation<Input, Output> | null>(
      (latest, one) => (latest && returnEvent(latest) > returnEvent(one) ? latest : one),
      null,
    );
    const by = this.#others.find(
      (one) =>
        last !== null &&
        one.call.event > returnEvent(last) &&
        returnEvent(one) < this.#seen.call.event,
    );
    return last === null || by === undefined
      ? null
      : { kind: 'overwritten', writer: last.id, by: by.id };
  }
}
