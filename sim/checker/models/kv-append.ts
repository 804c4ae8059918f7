import { unreachable } from '../../../src/base/invariant.ts';
import { BLOCKED, type Call, ILLEGAL, type Model, type Refusal } from '../model.ts';
import { SeenTexts } from './seen-texts.ts';

export type KvAppendInput =
  | { readonly kind: 'get'; readonly key: string }
  | { readonly kind: 'put'; readonly key: string; readonly value: string }
  | { readonly kind: 'append'; readonly key: string; readonly value: string };

export type KvAppendOutput =
  | { readonly kind: 'written' }
  | { readonly kind: 'read'; readonly value: string };

/** The text of one key; null: some text that no get begins with, see `SeenTexts`. */
export type KvAppendState = string | null;
export type KvAppendModel = Model<KvAppendState, KvAppendInput, KvAppendOutput>;

/**
 * A map from keys to texts with get, put and append; every key begins with `initial`.
 *
 * @param seen - the texts to be told apart from others; null: all.
 */
export function kvAppend(initial = '', seen: SeenTexts | null = null): KvAppendModel {
  const focus = (text: string) => (seen === null || seen.haveBeginning(text) ? text : null);
  return {
    name: 'kv-append',
    initial: focus(initial),
    focused: (calls) => kvAppend(initial, new SeenTexts(calls.flatMap(textGot))),
    partition: (input) => input.key,
    step: (state, input, output) => {
      const next = step(state, input, output);
      return typeof next === 'string' ? focus(next) : next;
    },
    observes: (input) => input.kind === 'get',
    overwrites: (input) => input.kind === 'put',
    stateKey: (state) => state ?? NO_STATE_KEY,
    operationKey: (input, output) => JSON.stringify([blur(input, seen), output]),
    describeState: (state) =>
      state === null ? '(a text that no get returned)' : JSON.stringify(state),
    describe,
  };
}

/** Differs from every text. */
const NO_STATE_KEY = 0;

function step(
  state: KvAppendState,
  input: KvAppendInput,
  output: KvAppendOutput | null,
): KvAppendState | Refusal {
  switch (input.kind) {
    case 'get':
      return output?.kind === 'read' ? read(state, output.value) : state;
    case 'put':
      return input.value;
    case 'append':
      return state === null ? null : state + input.value;
    default:
      return unreachable(input);
  }
}

function read(state: KvAppendState, value: string): KvAppendState | Refusal {
  if (state === value) {
    return state;
  }
  // Appending keeps the beginning: only a put leads from here to a text that begins otherwise.
  return state !== null && value.startsWith(state) ? ILLEGAL : BLOCKED;
}

function textGot({ output }: Call<KvAppendInput, KvAppendOutput>): string[] {
  return output?.kind === 'read' ? [output.value] : [];
}

/** Without the text of a put or append that leads to no text that a get returned. */
function blur(input: KvAppendInput, seen: SeenTexts | null): object {
  if (seen === null || input.kind === 'get') {
    return input;
  }
  const isSeen =
    input.kind === 'put' ? seen.haveBeginning(input.value) : seen.havePart(input.value);
  return isSeen ? input : { kind: input.kind, key: input.key };
}

function describe(input: KvAppendInput, output: KvAppendOutput | null): string {
  const asked =
    input.kind === 'get'
      ? `get ${JSON.stringify(input.key)}`
      : `${input.kind} ${JSON.stringify(input.key)} ${JSON.stringify(input.value)}`;
  if (output === null) {
    return `${asked} → unknown`;
  }
  return `${asked} → ${output.kind === 'read' ? JSON.stringify(output.value) : 'ok'}`;
}
