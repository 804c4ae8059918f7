import type { Model } from '../model.ts';
import type { Effect } from './effect.ts';
import { type Kinds, KindTable } from './kinds.ts';
import {
  countOpenEntries,
  type KnownOperations,
  layOutKnown,
  type Span,
} from './known-operations.ts';
import { layOutOptional, type OpenEnd, type OptionalOperations } from './optional-operations.ts';
import { SeenValues } from './seen-values.ts';

/** One partition of a history, laid out for the search. */
export interface PartitionPlan<State, Input, Output> {
  readonly model: Model<State, Input, Output>;
  readonly kinds: Kinds<State, Input, Output>;
  readonly known: KnownOperations;
  readonly optional: OptionalOperations;
}

/** What a plan is made from; small enough to be judged before the plan is built. */
export interface PartitionOutline<State, Input, Output> {
  readonly model: Model<State, Input, Output>;
  readonly kinds: KindTable<State, Input, Output>;
  readonly spans: readonly Span[];
  readonly ends: readonly OpenEnd[];
}

/** Sorts out which of `effects` matter, and what of them. */
export function outlinePartition<State, Input, Output>(
  model: Model<State, Input, Output>,
  effects: readonly Effect<Input, Output>[],
): PartitionOutline<State, Input, Output> {
  const outliner = new Outliner(model.focused?.(effects) ?? model, effects);
  for (const effect of effects) {
    outliner.add(effect);
  }
  return outliner;
}

/** Bytes that the plan of `outline` takes, about. */
export function planBytes<State, Input, Output>(
  outline: PartitionOutline<State, Input, Output>,
): number {
  return 4 * countOpenEntries(outline.spans) + 64 * (outline.spans.length + outline.ends.length);
}

/** Lays `outline` out for the search. */
export function layOut<State, Input, Output>({
  model,
  kinds,
  spans,
  ends,
}: PartitionOutline<State, Input, Output>): PartitionPlan<State, Input, Output> {
  return {
    model,
    kinds: kinds.toKinds(),
    known: layOutKnown(spans),
    optional: layOutOptional(ends),
  };
}

/** Events are doubled, which leaves a place before each of them. */
const EVENT_STEP = 2;

class Outliner<State, Input, Output> implements PartitionOutline<State, Input, Output> {
  readonly model: Model<State, Input, Output>;
  readonly kinds: KindTable<State, Input, Output>;
  readonly spans: Span[] = [];
  readonly ends: OpenEnd[] = [];
  readonly #values: SeenValues<State, Input, Output> | null;

  constructor(model: Model<State, Input, Output>, effects: readonly Effect<Input, Output>[]) {
    this.model = model;
    this.kinds = new KindTable(model);
    this.#values = model.flow === undefined ? null : new SeenValues(model, model.flow, effects);
  }

  add(effect: Effect<Input, Output>): void {
    const { id, input, output } = effect;
    if (effect.return < Infinity) {
      const kind = this.kinds.number(input, output);
      this.spans.push({ id, kind, ...timesOf(effect), reason: id });
    } else if (!this.model.observes(input, output)) {
      // What only looks and need not have happened changes no order.
      this.#addOptional(effect);
    }
  }

  /** An effect that somebody saw had happened before that somebody was answered. */
  #addOptional(effect: Effect<Input, Output>): void {
    const { id, input } = effect;
    const call = effect.call * EVENT_STEP;
    const witness = this.#values?.witnessOf(input);
    const deadline = (witness?.return ?? 0) * EVENT_STEP - 1;
    if (witness === undefined || deadline < call) {
      this.ends.push({ id, call, kind: this.kinds.number(input, effect.output) });
    } else {
      const kind = this.kinds.number(input, this.#outputSeen(effect, witness));
      this.spans.push({ id, kind, call, return: deadline, reason: witness.id });
    }
  }

  #outputSeen(effect: Effect<Input, Output>, witness: Effect<Input, Output>): Output | null {
    if (effect.output !== null || witness.output === null) {
      return effect.output;
    }
    return this.model.flow?.outputSeenBy(effect.input, witness.output) ?? null;
  }
}

function timesOf({ call, return: end }: { readonly call: number; readonly return: number }): {
  readonly call: number;
  readonly return: number;
} {
  return { call: call * EVENT_STEP, return: end * EVENT_STEP };
}
