import { DecodeError } from '../../../../src/base/errors.ts';
import { type MutexInput, type MutexOutput, mutex } from '../../models/mutex.ts';
import { type Vocabulary, wordsOf } from '../vocabulary.ts';

/** `:acquire` and `:release`, without values. */
export const mutexWords: Vocabulary<boolean, MutexInput, MutexOutput> = {
  model: (initial) => mutex(initial === true || initial === 'held'),
  input: ({ f, offset }) => {
    if (f !== 'acquire' && f !== 'release') {
      throw new DecodeError(`"${f}" is no operation of a mutex`, offset);
    }
    return { kind: f };
  },
  output: () => ({ kind: 'done' }),
  refusal: () => null,
  words: ({ kind }) => wordsOf(kind, null),
};
