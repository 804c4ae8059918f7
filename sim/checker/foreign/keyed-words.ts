import type { Call, Model } from '../model.ts';
import type { ValueFlow } from '../value-flow.ts';
import type { ForeignEvent } from './foreign-event.ts';
import { isList, type Plain, plainText, toPair } from './plain.ts';
import type { Said, Vocabulary } from './vocabulary.ts';

/** An operation on the object of one key. */
export interface Keyed<Input> {
  readonly key: Plain;
  readonly input: Input;
}

/** Whether the value of every operation is a `[key value]`, as Jepsen's independent generators have it. */
export function isKeyed(events: readonly ForeignEvent[]): boolean {
  const asked = events.filter(({ type, process }) => type === 'invoke' && process !== 'nemesis');
  return asked.length > 0 && asked.every(hasKey);
}

/** A plain compare-and-set has a pair for its value too. */
function hasKey({ f, value }: ForeignEvent): boolean {
  const isPair = isList(value) && value.length === 2;
  return isPair && (f !== 'cas' || isList(value[1]));
}

/** The same operations with `[key value]` for each value, and an object for each key. */
export function keyedWords<State, Input, Output>(
  words: Vocabulary<State, Input, Output>,
): Vocabulary<State, Keyed<Input>, Output> {
  return {
    model: (initial) => keyedModel(words.model(initial)),
    input: (said) => {
      const [key] = toPair(said.value, said.offset);
      return { key, input: words.input(withoutKey(said)) };
    },
    output: ({ input }, said) => words.output(input, withoutKey(said)),
    refusal: ({ input }, said) => words.refusal(input, withoutKey(said)),
    words: ({ key, input }, output) => {
      const inner = words.words(input, output);
      return { ...inner, value: [key, inner.value] };
    },
  };
}

/** A failure need not repeat the key. */
function withoutKey(said: Said): Said {
  const [, value = null] = isList(said.value) ? said.value : [null, said.value];
  return { ...said, value };
}

function keyedModel<State, Input, Output>(
  model: Model<State, Input, Output>,
): Model<State, Keyed<Input>, Output> {
  const { flow, focused } = model;
  return {
    name: model.name,
    initial: model.initial,
    ...(flow === undefined ? {} : { flow: keyedFlow(flow) }),
    ...(focused === undefined
      ? {}
      : { focused: (calls) => keyedModel(focused(calls.map(callOf))) }),
    partition: ({ key, input }) => `${plainText(key)}${model.partition(input)}`,
    step: (state, { input }, output) => model.step(state, input, output),
    observes: ({ input }, output) => model.observes(input, output),
    overwrites: ({ input }, output) => model.overwrites(input, output),
    stateKey: (state) => model.stateKey(state),
    operationKey: ({ input }, output) => model.operationKey(input, output),
    describeState: (state) => model.describeState(state),
    describe: ({ key, input }, output) => `${plainText(key)}: ${model.describe(input, output)}`,
  };
}

function callOf<Input, Output>({ input, output }: Call<Keyed<Input>, Output>): Call<Input, Output> {
  return { input: input.input, output };
}

function keyedFlow<State, Input, Output>(
  flow: ValueFlow<State, Input, Output>,
): ValueFlow<State, Keyed<Input>, Output> {
  return {
    held: (state) => flow.held(state),
    left: ({ input }) => flow.left(input),
    needed: ({ input }, output) => flow.needed(input, output),
    outputSeenBy: ({ input }, witness) => flow.outputSeenBy(input, witness),
  };
}
