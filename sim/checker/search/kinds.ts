import type { Call, Model } from '../model.ts';
import { ValueIds } from './value-ids.ts';

/** All kinds of operations in one partition; arrays are by number of the kind. */
export interface Kinds<State, Input, Output> {
  readonly list: readonly Call<Input, Output>[];
  /** 1 or 0. */
  readonly observes: Uint8Array;
  /** 1 or 0. */
  readonly overwrites: Uint8Array;
  /** The value that must be held, and the one that is left; NO_VALUE when there is none. */
  readonly needs: Int32Array;
  readonly leaves: Int32Array;
  /** Numbers of the values named above. */
  readonly values: ValueIds;
  /** The number of the value that a state holds; NO_VALUE when the model holds none. */
  held(state: State): number;
}

/** Numbers what the model treats alike, so that it is asked once. */
export class KindTable<State, Input, Output> {
  readonly #list: Call<Input, Output>[] = [];
  readonly #model: Model<State, Input, Output>;
  readonly #numbers = new Map<string, number>();

  constructor(model: Model<State, Input, Output>) {
    this.#model = model;
  }

  number(input: Input, output: Output | null): number {
    const key = this.#model.operationKey(input, output);
    const known = this.#numbers.get(key);
    if (known !== undefined) {
      return known;
    }
    const number = this.#list.push({ input, output }) - 1;
    this.#numbers.set(key, number);
    return number;
  }

  toKinds(): Kinds<State, Input, Output> {
    const { flow } = this.#model;
    const values = new ValueIds();
    const valuesOf = (value: (kind: Call<Input, Output>) => number) =>
      Int32Array.from(this.#list, value);
    return {
      list: this.#list,
      observes: this.#flags((kind) => this.#model.observes(kind.input, kind.output)),
      overwrites: this.#flags((kind) => this.#model.overwrites(kind.input, kind.output)),
      needs: valuesOf(({ input, output }) => values.ofOptional(flow?.needed(input, output))),
      leaves: valuesOf(({ input, output }) =>
        values.ofOptional(this.#model.observes(input, output) ? undefined : flow?.left(input)),
      ),
      values,
      held: (state) => values.ofOptional(flow?.held(state)),
    };
  }

  #flags(test: (kind: Call<Input, Output>) => boolean): Uint8Array {
    return Uint8Array.from(this.#list, (kind) => Number(test(kind)));
  }
}
