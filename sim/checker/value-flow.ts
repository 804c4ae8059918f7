import type { Scalar } from './models/scalar.ts';

/**
 * How values go through a model whose state holds one value that operations compare for equality.
 *
 * With it a check can tell which values matter, and which can never be there again.
 */
export interface ValueFlow<State, Input, Output> {
  /** The value that `state` holds. */
  held(state: State): Scalar;

  /** The value held after the operation took effect; undefined when it never changes the value. */
  left(input: Input): Scalar | undefined;

  /** Every value that the operation compares with the one held. */
  compared(input: Input, output: Output | null): readonly Scalar[];

  /** The value that must be held for the operation to be legal; undefined when several may be. */
  needed(input: Input, output: Output | null): Scalar | undefined;

  /** The same operation, leaving `value`. */
  leaving(input: Input, value: Scalar): Input;

  /** What `input` must have returned, seen what one returned that needs the value it left. */
  outputSeenBy(input: Input, witness: Output): Output;
}

/** Stands for all values that no operation compares: which one it is makes no difference. */
export const UNSEEN = '(a value that no operation saw)';
