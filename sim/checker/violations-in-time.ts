import type { CheckResult } from './check-history.ts';
import { type History, returnEvent } from './history.ts';
import type { PartitionResult } from './partition-check.ts';
import type { Violation } from './violation.ts';

/** A partition that has no order. */
export interface BrokenPartition extends PartitionResult {
  readonly violation: Violation;
}

/** Partitions without an order, by when the operation that nothing explains was answered. */
export function violationsInTime<Input, Output>(
  { operations }: History<Input, Output>,
  { partitions }: Pick<CheckResult, 'partitions'>,
): BrokenPartition[] {
  const answered = ({ violation }: BrokenPartition) => {
    const failing = operations[violation.failing];
    return failing === undefined ? Infinity : returnEvent(failing);
  };
  return partitions
    .flatMap(({ violation, ...rest }) => (violation === null ? [] : [{ ...rest, violation }]))
    .sort((a, b) => answered(a) - answered(b));
}
