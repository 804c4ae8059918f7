import type { ValueFlow } from './value-flow.ts';

/** The operation is impossible in this state; another state may allow it. */
export const ILLEGAL = Symbol('illegal');
/**
 * Impossible in this state and in all that follow, until an operation that overwrites comes; which
 * must then lead to the same state from all states.
 */
export const BLOCKED = Symbol('blocked');
/** Impossible in this state and in all that can follow. */
export const NEVER = Symbol('never');

/** Why an operation is impossible. Saying ILLEGAL is always right; the others save work. */
export type Refusal = typeof ILLEGAL | typeof BLOCKED | typeof NEVER;

/** An input with its output; null: unknown. */
export interface Call<Input, Output> {
  readonly input: Input;
  readonly output: Output | null;
}

/**
 * A sequential object: what one client alone would see.
 *
 * States are immutable values. A state may also stand for a set of states, when it says less than
 * all about the object; whatever is legal in one of the set must then be legal in it.
 */
export interface Model<State, Input, Output> {
  readonly name: string;
  readonly initial: State;
  /** Present when the state holds one value that operations compare for equality. */
  readonly flow?: ValueFlow<State, Input, Output>;

  /**
   * The same model, which tells apart only such states and operations as `calls` can tell apart.
   * What no operation looks at need not be told apart, and fewer states are searched faster.
   */
  focused?(calls: readonly Call<Input, Output>[]): Model<State, Input, Output>;

  /** Operations of different partitions do not affect one another and are checked apart. */
  partition(input: Input): string;

  /**
   * The state after the operation, or why it is impossible in `state`.
   *
   * `output` null: the outcome is unknown and the operation took effect.
   */
  step(state: State, input: Input, output: Output | null): State | Refusal;

  /** Whether the operation looks and changes nothing, in whatever state it happens. */
  observes(input: Input, output: Output | null): boolean;

  /**
   * Whether the operation is legal in every state, and leads to the same one, or to one that stands
   * for more, without an operation right before it that need not have happened.
   */
  overwrites(input: Input, output: Output | null): boolean;

  /** Equal for equal states, different for different ones. */
  stateKey(state: State): string | number;

  /** Equal only for operations that `step` treats alike. */
  operationKey(input: Input, output: Output | null): string;

  describeState(state: State): string;

  /** Words for a report, such as `put "a" "1" → revision 7`; output null: unknown. */
  describe(input: Input, output: Output | null): string;
}
