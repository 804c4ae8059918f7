import type { Scalar } from './models/scalar.ts';

/**
 * How values go through a model whose state holds one value that operations compare for equality.
 *
 * With it a check can tell when a value can never be there again, and that an operation of unknown
 * outcome took effect because somebody saw its value.
 */
export interface ValueFlow<State, Input, Output> {
  /** The value that `state` holds. */
  held(state: State): Scalar;

  /** The value held after the operation took effect; undefined when it never changes the value. */
  left(input: Input): Scalar | undefined;

  /** The value that must be held for the operation to be legal; undefined when several may be. */
  needed(input: Input, output: Output | null): Scalar | undefined;

  /** What `input` must have returned, seen what one returned that needs the value it left. */
  outputSeenBy(input: Input, witness: Output): Output;
}
