import { DecodeError } from '../../../../src/base/errors.ts';
import { growSet, type SetInput, type SetOutput } from '../../models/grow-set.ts';
import type { Scalar } from '../../models/scalar.ts';
import { isList, type Plain, shownText, toScalar } from '../plain.ts';
import { type Said, type Vocabulary, wordsOf } from '../vocabulary.ts';

/** `:add v` and `:read`, which returns the list of all elements. */
export const setWords: Vocabulary<readonly Scalar[], SetInput, SetOutput> = {
  model: (initial) => growSet(initial === undefined || initial === null ? [] : scalars(initial, 0)),
  input,
  output: (asked, said) =>
    asked.kind === 'read'
      ? { kind: 'read', values: scalars(said.value, said.offset) }
      : { kind: 'added' },
  refusal: () => null,
  words: (asked, output) =>
    asked.kind === 'add'
      ? wordsOf('add', asked.value)
      : wordsOf('read', output?.kind === 'read' ? output.values : null),
};

function input(said: Said): SetInput {
  switch (said.f) {
    case 'add':
      return { kind: 'add', value: toScalar(said.value, said.offset) };
    case 'read':
      return { kind: 'read' };
    default:
      throw new DecodeError(`"${said.f}" is no operation of a set`, said.offset);
  }
}

function scalars(value: Plain, offset: number): Scalar[] {
  if (!isList(value)) {
    throw new DecodeError(
      `${shownText(value)} stands where a list of elements is expected`,
      offset,
    );
  }
  return value.map((element) => toScalar(element, offset));
}
