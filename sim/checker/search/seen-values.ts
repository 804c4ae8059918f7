import type { Model } from '../model.ts';
import type { Scalar } from '../models/scalar.ts';
import { UNSEEN, type ValueFlow } from '../value-flow.ts';
import type { Effect } from './effect.ts';

/** Who leaves, compares and shows which value in one partition. */
export class SeenValues<State, Input, Output> {
  readonly #model: Model<State, Input, Output>;
  readonly #flow: ValueFlow<State, Input, Output>;
  readonly #compared = new Set<Scalar>();
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
      this.#addCompared(effect);
      this.#addWriter(effect);
      this.#addWitness(effect);
    }
  }

  /**
   * `input`, with UNSEEN for a value that no operation compares. No step tells two such values
   * apart, so operations that differ only in them are alike, and so are the states they leave.
   */
  blurred(input: Input): Input {
    const value = this.#flow.left(input);
    const matters = value === undefined || value === null || this.#compared.has(value);
    return matters || this.#compared.has(UNSEEN) ? input : this.#flow.leaving(input, UNSEEN);
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

  #addCompared({ input, output }: Effect<Input, Output>): void {
    for (const value of this.#flow.compared(input, output)) {
      this.#compared.add(value);
    }
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
