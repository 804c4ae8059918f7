import { unreachable } from '../../../src/base/invariant.ts';
import { BLOCKED, ILLEGAL, type Model, type Refusal } from '../model.ts';

export type KvAppendInput =
  | { readonly kind: 'get'; readonly key: string }
  | { readonly kind: 'put'; readonly key: string; readonly value: string }
  | { readonly kind: 'append'; readonly key: string; readonly value: string };

export type KvAppendOutput =
  | { readonly kind: 'written' }
  | { readonly kind: 'read'; readonly value: string };

export type KvAppendModel = Model<string, KvAppendInput, KvAppendOutput>;

/** A map from keys to texts with get, put and append; every key begins with `initial`. */
export function kvAppend(initial = ''): KvAppendModel {
  return {
    name: 'kv-append',
    initial,
    partition: (input) => input.key,
    step,
    observes: (input) => input.kind === 'get',
    overwrites: (input) => input.kind === 'put',
    stateKey: (state) => state,
    operationKey: (input, output) => JSON.stringify([input, output]),
    describeState: (state) => JSON.stringify(state),
    describe,
  };
}

function step(
  state: string,
  input: KvAppendInput,
  output: KvAppendOutput | null,
): string | Refusal {
  switch (input.kind) {
    case 'get':
      return output?.kind === 'read' ? read(state, output.value) : state;
    case 'put':
      return input.value;
    case 'append':
      return state + input.value;
    default:
      return unreachable(input);
  }
}

function read(state: string, value: string): string | Refusal {
  if (state === value) {
    return state;
  }
  // Appending keeps the beginning: only a put leads from here to a text that begins otherwise.
  return value.startsWith(state) ? ILLEGAL : BLOCKED;
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
