import type { Model } from '../model.ts';
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
  compared: (_, output) => (output?.kind === 'read' ? [output.value] : []),
  needed: (_, output) => (output?.kind === 'read' ? output.value : undefined),
  leaving: (input, value) => (input.kind === 'write' ? { ...input, value } : input),
  outputSeenBy: () => ({ kind: 'written' }),
};

/** One register with read and write: a cas-register of which nobody asks for a cas. */
export function register(initial: Scalar = null): RegisterModel {
  const { flow: _, ...model } = casRegister(initial);
  return { ...model, name: 'register', flow: FLOW };
}
