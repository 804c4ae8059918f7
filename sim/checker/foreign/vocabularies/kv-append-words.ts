import { DecodeError } from '../../../../src/base/errors.ts';
import {
  type KvAppendInput,
  type KvAppendOutput,
  type KvAppendState,
  kvAppend,
} from '../../models/kv-append.ts';
import { toText } from '../plain.ts';
import { type Said, type Vocabulary, wordsOf } from '../vocabulary.ts';

/** `:get`, `:put v`, `:append v` with a `:key`. */
export const kvAppendWords: Vocabulary<KvAppendState, KvAppendInput, KvAppendOutput> = {
  model: (initial) => kvAppend(toText(initial, 0) ?? ''),
  input,
  output: (asked, said) =>
    asked.kind === 'get'
      ? { kind: 'read', value: toText(said.value, said.offset) ?? '' }
      : { kind: 'written' },
  refusal: () => null,
  words: (asked, output) =>
    asked.kind === 'get'
      ? wordsOf('get', output?.kind === 'read' ? output.value : null, { key: asked.key })
      : wordsOf(asked.kind, asked.value, { key: asked.key }),
};

function input(said: Said): KvAppendInput {
  const key = toText(said.fields.get('key'), said.offset) ?? '';
  switch (said.f) {
    case 'get':
      return { kind: 'get', key };
    case 'put':
    case 'append':
      return { kind: said.f, key, value: toText(said.value, said.offset) ?? '' };
    default:
      throw new DecodeError(`"${said.f}" is no operation of a map of texts`, said.offset);
  }
}
