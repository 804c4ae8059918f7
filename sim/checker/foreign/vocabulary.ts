import type { Model } from '../model.ts';
import type { EventWords } from './foreign-event.ts';
import type { Plain } from './plain.ts';

/** An event's words and where they stand. */
export interface Said extends EventWords {
  readonly offset: number;
}

/** How histories in files speak about the operations of one model. */
export interface Vocabulary<State, Input, Output> {
  /** @throws DecodeError when `initial` is no initial state; undefined is the model's own. */
  model(initial: Plain | undefined): Model<State, Input, Output>;

  /** What was asked. `said` has the completion's value where that says more. @throws DecodeError */
  input(said: Said): Input;

  /** What a completed operation returned. @throws DecodeError */
  output(input: Input, said: Said): Output;

  /** What the event of type `fail` lets one see; null: the operation did not happen. */
  refusal(input: Input, said: Said): Output | null;

  /** The reverse of `input`, and of `output` or `refusal` when there is an output. */
  words(input: Input, output: Output | null): EventWords;
}

/** The event's words for an operation without anything but a value. */
export function wordsOf(
  f: string,
  value: Plain,
  fields: Readonly<Record<string, Plain>> = {},
): EventWords {
  return { f, value, fields: new Map(Object.entries(fields)) };
}
