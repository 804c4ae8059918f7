import { DecodeError } from '../../../../src/base/errors.ts';
import { unreachable } from '../../../../src/base/invariant.ts';
import { kv } from '../../models/kv.ts';
import type { KvInput, KvOutput, KvSight } from '../../models/kv-operation.ts';
import type { KvState } from '../../models/kv-state.ts';
import { MISMATCH } from '../foreign-event.ts';
import { type Plain, shownText, toPair, toText } from '../plain.ts';
import { type Said, type Vocabulary, wordsOf } from '../vocabulary.ts';

/**
 * raftlab's own operations: `:get`, `:put v`, `:delete`, `:cas [old new]` with a `:key`; completions
 * carry `:revision` and `:previous-revision`; nil is absence. A cas that found another value fails
 * with `:error :mismatch`, and with `:current` when it says which.
 */
export const kvWords: Vocabulary<KvState, KvInput, KvOutput> = {
  model: () => kv(),
  input,
  output: (asked, said) =>
    asked.kind === 'get'
      ? { kind: 'read', ...sight(said.value, said) }
      : {
          kind: 'written',
          revision: revisionOf(said, 'revision'),
          previousRevision: revisionOf(said, 'previous-revision'),
        },
  refusal: (asked, said) => {
    if (asked.kind !== 'cas' || said.fields.get('error') !== MISMATCH) {
      return null;
    }
    const current = said.fields.get('current');
    return { kind: 'mismatch', current: current === undefined ? null : sight(current, said) };
  },
  words: (asked, output) =>
    wordsOf(asked.kind, valueWord(asked, output), fieldWords(asked, output)),
};

function input(said: Said): KvInput {
  const key = toText(said.fields.get('key'), said.offset) ?? '';
  switch (said.f) {
    case 'get':
    case 'delete':
      return { kind: said.f, key };
    case 'put':
      return { kind: 'put', key, value: toText(said.value, said.offset) ?? '' };
    case 'cas': {
      const [expected, value] = toPair(said.value, said.offset);
      return {
        kind: 'cas',
        key,
        expected: toText(expected, said.offset),
        value: toText(value, said.offset),
      };
    }
    default:
      throw new DecodeError(`"${said.f}" is no operation of a key-value store`, said.offset);
  }
}

function sight(value: Plain, said: Said): KvSight {
  return { value: toText(value, said.offset), revision: revisionOf(said, 'revision') };
}

function revisionOf(said: Said, name: string): number | null {
  const revision = said.fields.get(name) ?? null;
  if (revision === null || (Number.isSafeInteger(revision) && Number(revision) >= 0)) {
    return revision === null ? null : Number(revision);
  }
  throw new DecodeError(`${shownText(revision)} is no revision`, said.offset);
}

function valueWord(asked: KvInput, output: KvOutput | null): Plain {
  switch (asked.kind) {
    case 'get':
      return output?.kind === 'read' ? output.value : null;
    case 'delete':
      return null;
    case 'put':
      return asked.value;
    case 'cas':
      return [asked.expected, asked.value];
    default:
      return unreachable(asked);
  }
}

function fieldWords({ key }: KvInput, output: KvOutput | null): Record<string, Plain> {
  switch (output?.kind) {
    case undefined:
      return { key };
    case 'read':
      return { key, revision: output.revision };
    case 'written':
      return { key, revision: output.revision, 'previous-revision': output.previousRevision };
    case 'mismatch':
      return output.current === null
        ? { key, error: MISMATCH }
        : {
            key,
            error: MISMATCH,
            current: output.current.value,
            revision: output.current.revision,
          };
    default:
      return unreachable(output);
  }
}
