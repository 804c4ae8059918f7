import { DecodeError } from '../../../../src/base/errors.ts';
import {
  type MicroOperation,
  multiRegister,
  type TransactionInput,
  type TransactionOutput,
} from '../../models/multi-register.ts';
import type { Scalar } from '../../models/scalar.ts';
import { isList, isMap, type Plain, shownText, toScalar, toText } from '../plain.ts';
import { type Said, type Vocabulary, wordsOf } from '../vocabulary.ts';

/** `:txn` with a vector of `[:read k v]` and `[:write k v]`. */
export const multiRegisterWords: Vocabulary<
  ReadonlyMap<string, Scalar>,
  TransactionInput,
  TransactionOutput
> = {
  model: (initial) => multiRegister(registers(initial)),
  input,
  output: (_, said) => input(said),
  refusal: () => null,
  words: (asked, output) =>
    wordsOf(
      'txn',
      (output ?? asked).steps.map(({ kind, register, value }) => [kind, register, value]),
    ),
};

function input(said: Said): TransactionInput {
  if (said.f !== 'txn' || !isList(said.value)) {
    throw new DecodeError(`"${said.f}" ${shownText(said.value)} is no transaction`, said.offset);
  }
  return { steps: said.value.map((step) => microOperation(step, said.offset)) };
}

/** Shorter words for the same are Elle's. */
const KINDS: ReadonlyMap<string, MicroOperation['kind']> = new Map([
  ['read', 'read'],
  ['r', 'read'],
  ['write', 'write'],
  ['w', 'write'],
]);

function microOperation(step: Plain, offset: number): MicroOperation {
  const [word, register, value] = isList(step) ? step : [];
  const kind = KINDS.get(String(word));
  if (kind === undefined || register === undefined || register === null) {
    throw new DecodeError(`${shownText(step)} is no [read k v] or [write k v]`, offset);
  }
  return { kind, register: toText(register, offset) ?? '', value: toScalar(value, offset) };
}

function registers(initial: Plain | undefined): Record<string, Scalar> {
  if (initial === undefined || initial === null) {
    return {};
  }
  if (!isMap(initial)) {
    throw new DecodeError(`${shownText(initial)} is no map of registers`, 0);
  }
  return Object.fromEntries([...initial].map(([name, value]) => [name, toScalar(value, 0)]));
}
