/** Who asks for operations: the number of a simulated client, or a process named in a foreign file. */
export type ClientId = number | string;

/** When something happened: `event` counts the calls to the recorder, and it alone decides order. */
export interface Moment {
  readonly event: number;
  /** Virtual time, for people; not part of any decision. */
  readonly micros: number;
}

/** What the client learnt about its operation. */
export type Outcome<Output> =
  | { readonly kind: 'completed'; readonly at: Moment; readonly output: Output }
  /** It certainly did not happen, and never will. */
  | { readonly kind: 'failed'; readonly at: Moment }
  /** It may take effect at any moment after its call, or never; `at` is when the client gave up. */
  | { readonly kind: 'unknown'; readonly at: Moment | null };

/** One request of a client, from its call to what became of it. */
export interface Operation<Input, Output> {
  /** Position in `History.operations`. */
  readonly id: number;
  readonly client: ClientId;
  readonly input: Input;
  readonly call: Moment;
  readonly outcome: Outcome<Output>;
}

/** What a set of clients saw, in the order of the calls. */
export interface History<Input, Output> {
  readonly operations: readonly Operation<Input, Output>[];
}

/** The event at which the effect is certain to have happened; Infinity when that never comes. */
export function returnEvent<Input, Output>(operation: Operation<Input, Output>): number {
  return operation.outcome.kind === 'completed' ? operation.outcome.at.event : Infinity;
}

/** What the operation returned, or null when the client does not know. */
export function outputOf<Input, Output>(operation: Operation<Input, Output>): Output | null {
  return operation.outcome.kind === 'completed' ? operation.outcome.output : null;
}
