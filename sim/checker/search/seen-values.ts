import type { Model } from '../model.ts';
import type { Scalar } from '../models/scalar.ts';
import type { ValueFlow } from '../value-flow.ts';
import type { Effect } from './effect.ts';

/** Who leaves and who sees which value in one partition. */
export class SeenValues<State, Input, Output> {
  readonly #model: Model<State, Input, Output>;
  readonly #flow: ValueFlow<State, Input, Output>;
  readonly #writers = new Map<Scalar, number>();
  /** By value: the first completed operation that needs it. */
  readonly #witnesses = new Map<Scalar, Effect<Input, Output>>();

  constructor(
    model: Model<State, Input, Output>,
    flow: ValueFlow<State, Input, Output>,
    effects: readonly Effect<Input, Output>[],
  ) {
    this.#model = model;
    this.#flow = flow;
    for (const effect of effects) {
      this.#addWriter(effect);
      this.#addWitness(effect);
    }
  }

  /**
   * The first operation to complete that needs what `input` leaves, when nothing else leaves it:
   * then `input` took effect before that completion, whatever its client knows.
   */
  witnessOf(input: Input): Effect<Input, Output> | undefined {
    const value = this.#flow.left(input);
    const isItsOwn =
      value !== undefined &&
      value !== this.#flow.held(this.#model.initial) &&
      this.#writers.get(value) === 1;
    return isItsOwn ? this.#witnesses.get(value) : undefined;
  }

  #addWriter({ input, output }: Effect<Input, Output>): void {
    const left = this.#flow.left(input);
    if (left !== undefined && !this.#model.observes(input, output)) {
      this.#writers.set(left, (this.#writers.get(left) ?? 0) + 1);
    }
  }

  #addWitness(effect: Effect<Input, Output>): void {
    const needed = this.#flow.needed(effect.input, effect.output);
    if (needed !== undefined && effect.return < this.#firstReturn(needed)) {
      this.#witnesses.set(needed, effect);
    }
  }

  #firstReturn(value: Scalar): number {
    return this.#witnesses.get(value)?.return ?? Infinity;
  }
}
