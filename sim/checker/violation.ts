import type { Operation } from './history.ts';

/** Why a partition has no order. Operations are ids in the history. */
export interface Violation {
  /**
   * The operation whose completion is the first that cannot be explained: up to there no order
   * exists, whatever the operations open at that moment do.
   */
  readonly failing: number;
  /** Whether it is certain that no earlier one is; false when that was too hard to tell. */
  readonly isFirst: boolean;
  /** An order of all that completed before it, or of less when it is not certainly the first. */
  readonly prefix: readonly number[];
  /** What the object may have held when the failing operation took effect. */
  readonly states: readonly string[];
  /** Whether `states` are all of them. */
  readonly statesComplete: boolean;
  /** Operations that were open at the completion and are not in `prefix`. */
  readonly open: readonly number[];
}

/** Ids of the operations that might have taken effect before `failing` completed, beside `prefix`. */
export function openBeside<Input, Output>(
  operations: readonly Operation<Input, Output>[],
  failing: Operation<Input, Output>,
  prefix: readonly number[],
): number[] {
  const rest = new Set(prefix).add(failing.id);
  const event = failing.outcome.at?.event ?? Infinity;
  return operations
    .filter((operation) => isOpenAt(operation, event) && !rest.has(operation.id))
    .map(({ id }) => id);
}

function isOpenAt<Input, Output>(
  { call, outcome }: Operation<Input, Output>,
  event: number,
): boolean {
  const isCalled = call.event < event && outcome.kind !== 'failed';
  return isCalled && (outcome.kind === 'unknown' || outcome.at.event > event);
}
