import { unreachable } from '../../../src/base/invariant.ts';
import { type Call, ILLEGAL, type Model, type Refusal } from '../model.ts';
import type { ValueFlow } from '../value-flow.ts';
import { blurUnseen, type Scalar, scalarKey } from './scalar.ts';

export type CasRegisterInput =
  | { readonly kind: 'read' }
  | { readonly kind: 'write'; readonly value: Scalar }
  | { readonly kind: 'cas'; readonly expected: Scalar; readonly value: Scalar };

export type CasRegisterOutput =
  | { readonly kind: 'read'; readonly value: Scalar }
  | { readonly kind: 'written' }
  /** A compare-and-set that found another value: an observation. */
  | { readonly kind: 'mismatch' };

export type CasRegisterModel = Model<Scalar, CasRegisterInput, CasRegisterOutput>;

/**
 * One register with read, write and compare-and-set, strict about every result.
 *
 * @param seen - the values to be told apart from others; null: all.
 */
export function casRegister(
  initial: Scalar = null,
  seen: ReadonlySet<Scalar> | null = null,
): CasRegisterModel {
  const blurred = (input: CasRegisterInput) => blur(input, seen);
  return {
    name: 'cas-register',
    initial,
    flow: FLOW,
    focused: (calls) => casRegister(initial, comparedIn(calls)),
    partition: () => '',
    step: (state, input, output) => step(state, blurred(input), output),
    observes: (input, output) => input.kind === 'read' || output?.kind === 'mismatch',
    overwrites: (input) => input.kind === 'write',
    stateKey: scalarKey,
    operationKey: (input, output) => JSON.stringify([blurred(input), output]),
    describeState: scalarKey,
    describe,
  };
}

const FLOW: ValueFlow<Scalar, CasRegisterInput, CasRegisterOutput> = {
  held: (state) => state,
  left: (input) => (input.kind === 'read' ? undefined : input.value),
  needed: (input, output) => {
    if (input.kind === 'cas') {
      return output?.kind === 'mismatch' ? undefined : input.expected;
    }
    return output?.kind === 'read' ? output.value : undefined;
  },
  outputSeenBy: () => ({ kind: 'written' }),
};

function blur(input: CasRegisterInput, seen: ReadonlySet<Scalar> | null): CasRegisterInput {
  return input.kind === 'read' ? input : { ...input, value: blurUnseen(input.value, seen) };
}

function comparedIn(
  calls: readonly Call<CasRegisterInput, CasRegisterOutput>[],
): ReadonlySet<Scalar> {
  return new Set(
    calls.flatMap(({ input, output }) => {
      if (input.kind === 'cas') {
        return input.expected;
      }
      return output?.kind === 'read' ? output.value : [];
    }),
  );
}

function step(
  state: Scalar,
  input: CasRegisterInput,
  output: CasRegisterOutput | null,
): Scalar | Refusal {
  switch (input.kind) {
    case 'read':
      return output?.kind !== 'read' || output.value === state ? state : ILLEGAL;
    case 'write':
      return input.value;
    case 'cas':
      return compareAndSet(state, input, output?.kind === 'mismatch');
    default:
      return unreachable(input);
  }
}

function compareAndSet(
  state: Scalar,
  input: { readonly expected: Scalar; readonly value: Scalar },
  mismatch: boolean,
): Scalar | Refusal {
  if (mismatch) {
    return state !== input.expected ? state : ILLEGAL;
  }
  return state === input.expected ? input.value : ILLEGAL;
}

function describe(input: CasRegisterInput, output: CasRegisterOutput | null): string {
  return `${describeInput(input)} → ${describeOutput(output)}`;
}

function describeInput(input: CasRegisterInput): string {
  switch (input.kind) {
    case 'read':
      return 'read';
    case 'write':
      return `write ${scalarKey(input.value)}`;
    case 'cas':
      return `cas ${scalarKey(input.expected)} to ${scalarKey(input.value)}`;
    default:
      return unreachable(input);
  }
}

function describeOutput(output: CasRegisterOutput | null): string {
  switch (output?.kind) {
    case undefined:
      return 'unknown';
    case 'read':
      return scalarKey(output.value);
    case 'written':
      return 'ok';
    case 'mismatch':
      return 'another value';
    default:
      return unreachable(output);
  }
}
