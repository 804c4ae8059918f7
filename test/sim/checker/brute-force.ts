import {
  type History,
  type Operation,
  outputOf,
  returnEvent,
} from '../../../sim/checker/history.ts';
import type { Model } from '../../../sim/checker/model.ts';

/**
 * Whether some order of the operations called by event `until` explains all that completed by then:
 * tries every order. What completes later may come or not, with its result.
 */
export function hasOrder<State, Input, Output>(
  { operations }: History<Input, Output>,
  model: Model<State, Input, Output>,
  until = Infinity,
): boolean {
  const deadline = (one: Operation<Input, Output>) =>
    returnEvent(one) <= until ? returnEvent(one) : Infinity;
  const explore = (state: State, left: readonly Operation<Input, Output>[]): boolean =>
    left.every((one) => deadline(one) === Infinity) ||
    left.some((one) => {
      if (left.some((other) => deadline(other) < one.call.event)) {
        return false;
      }
      const next = model.step(state, one.input, outputOf(one));
      return (
        typeof next !== 'symbol' &&
        explore(
          next,
          left.filter((other) => other !== one),
        )
      );
    });
  return explore(
    model.initial,
    operations.filter(({ call, outcome }) => outcome.kind !== 'failed' && call.event <= until),
  );
}

/** Every state that the object may be in right before event `until`, by trying all orders. */
export function statesBefore<State, Input, Output>(
  { operations }: History<Input, Output>,
  model: Model<State, Input, Output>,
  until: number,
): Set<string> {
  const states = new Set<string>();
  const deadline = (one: Operation<Input, Output>) =>
    returnEvent(one) < until ? returnEvent(one) : Infinity;
  const explore = (state: State, left: readonly Operation<Input, Output>[]): void => {
    if (left.every((one) => deadline(one) === Infinity)) {
      states.add(model.describeState(state));
    }
    const free = left.filter(({ call }) => left.every((other) => deadline(other) > call.event));
    for (const one of free) {
      const next = model.step(state, one.input, outputOf(one));
      if (typeof next !== 'symbol') {
        explore(
          next,
          left.filter((other) => other !== one),
        );
      }
    }
  };
  explore(
    model.initial,
    operations.filter(
      (one) =>
        one.outcome.kind !== 'failed' &&
        one.call.event < until &&
        returnEvent(one) !== until &&
        (returnEvent(one) < until || !model.observes(one.input, outputOf(one))),
    ),
  );
  return states;
}

/** What is wrong with `order` as an explanation of `history`; null when nothing is. */
export function faultOfOrder<State, Input, Output>(
  { operations }: History<Input, Output>,
  model: Model<State, Input, Output>,
  order: readonly number[],
): string | null {
  const listed = new Set(order);
  const missing = operations.find(
    ({ id, outcome }) => outcome.kind === 'completed' && !listed.has(id),
  );
  if (listed.size !== order.length || missing !== undefined) {
    return `operations are missing or listed twice: ${order.join(' ')}`;
  }
  let state = model.initial;
  let latestCall = -1;
  for (const id of order) {
    const operation = operations[id];
    if (operation === undefined || operation.outcome.kind === 'failed') {
      return `#${id} did not happen`;
    }
    const next = model.step(state, operation.input, outputOf(operation));
    if (typeof next === 'symbol') {
      return `#${id} is illegal`;
    }
    if (returnEvent(operation) < latestCall) {
      return `#${id} completed before one that stands before it was called`;
    }
    state = next;
    latestCall = Math.max(latestCall, operation.call.event);
  }
  return null;
}
