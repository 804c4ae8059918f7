import type { Operation } from '../history.ts';

/** What an operation did, or may have done, as far as a check up to some event knows. */
export interface Effect<Input, Output> {
  readonly id: number;
  readonly input: Input;
  /** null: unknown. */
  readonly output: Output | null;
  readonly call: number;
  /** The event by which it had happened; Infinity when it may come later, or never. */
  readonly return: number;
}

/**
 * What `operations` did up to event `until`. One that completed later may have taken effect before,
 * and then returned what it returned.
 */
export function effectsOf<Input, Output>(
  operations: readonly Operation<Input, Output>[],
  until = Infinity,
): Effect<Input, Output>[] {
  return operations
    .filter(({ call, outcome }) => call.event <= until && outcome.kind !== 'failed')
    .map((operation) => effectOf(operation, until));
}

function effectOf<Input, Output>(
  { id, input, call, outcome }: Operation<Input, Output>,
  until: number,
): Effect<Input, Output> {
  if (outcome.kind !== 'completed') {
    return { id, input, output: null, call: call.event, return: Infinity };
  }
  const end = outcome.at.event <= until ? outcome.at.event : Infinity;
  return { id, input, output: outcome.output, call: call.event, return: end };
}
