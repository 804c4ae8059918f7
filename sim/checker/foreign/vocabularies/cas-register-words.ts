import { DecodeError } from '../../../../src/base/errors.ts';
import { unreachable } from '../../../../src/base/invariant.ts';
import {
  type CasRegisterInput,
  type CasRegisterOutput,
  casRegister,
} from '../../models/cas-register.ts';
import type { Scalar } from '../../models/scalar.ts';
import { type EventWords, MISMATCH } from '../foreign-event.ts';
import { toPair, toScalar } from '../plain.ts';
import { type Said, type Vocabulary, wordsOf } from '../vocabulary.ts';

/** `:read`, `:write v`, `:cas [a b]` on one register. */
export const casRegisterWords: Vocabulary<Scalar, CasRegisterInput, CasRegisterOutput> = {
  model: (initial) => casRegister(toScalar(initial, 0)),
  input,
  output: (asked, said) =>
    asked.kind === 'read'
      ? { kind: 'read', value: toScalar(said.value, said.offset) }
      : { kind: 'written' },
  refusal: (asked, said) =>
    asked.kind === 'cas' && said.fields.get('error') === MISMATCH ? { kind: 'mismatch' } : null,
  words,
};

function input(said: Said): CasRegisterInput {
  switch (said.f) {
    case 'read':
      return { kind: 'read' };
    case 'write':
      return { kind: 'write', value: toScalar(said.value, said.offset) };
    case 'cas': {
      const [expected, value] = toPair(said.value, said.offset);
      return {
        kind: 'cas',
        expected: toScalar(expected, said.offset),
        value: toScalar(value, said.offset),
      };
    }
    default:
      throw new DecodeError(`"${said.f}" is no operation of a register`, said.offset);
  }
}

function words(asked: CasRegisterInput, output: CasRegisterOutput | null): EventWords {
  switch (asked.kind) {
    case 'read':
      return wordsOf('read', output?.kind === 'read' ? output.value : null);
    case 'write':
      return wordsOf('write', asked.value);
    case 'cas':
      return wordsOf(
        'cas',
        [asked.expected, asked.value],
        output?.kind === 'mismatch' ? { error: MISMATCH } : {},
      );
    default:
      return unreachable(asked);
  }
}
