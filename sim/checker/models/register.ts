import type { Call, Model } from '../model.ts';
import type { ValueFlow } from '../value-flow.ts';
import { type CasRegisterOutput, casRegister } from './cas-register.ts';
import type { Scalar } from './scalar.ts';

export type RegisterInput =
  | { readonly kind: 'read' }
  | { readonly kind: 'write'; readonly value: Scalar };

export type RegisterOutput = Exclude<CasRegisterOutput, { readonly kind: 'mismatch' }>;
export type RegisterModel = Model<Scalar, RegisterInput, RegisterOutput>;

const FLOW: ValueFlow<Scalar, RegisterInput, RegisterOutput> = {
  held: (state) => state,
  left: (input) => (input.kind === 'write' ? input.value : undefined),
  needed: (_, output) => (output?.kind === 'read' ? output.value : undefined),
  outputSeenBy: () => ({ kind: 'written' }),
};

/**
 * One register with read and write: a cas-register of which nobody asks for a cas.
 *
 * @param seen - the values to be told apart from others; null: all.
 */
export function register(
  initial: Scalar = null,
  seen: ReadonlySet<Scalar> | null = null,
): RegisterModel {
  const { flow: _, focused: __, ...model } = casRegister(initial, seen);
  return {
    ...model,
    name: 'register',
    flow: FLOW,
    focused: (calls) => register(initial, new Set(calls.flatMap(valueRead))),
  };
}

function valueRead({ output }: Call<RegisterInput, RegisterOutput>): Scalar[] {
  return output?.kind === 'read' ? [output.value] : [];
}
