import { RaftLabError } from '../../../src/base/errors.ts';
import { afterBlank } from './edn-blank.ts';
import type { ForeignEvent } from './foreign-event.ts';

export const FORMATS = [
  'jepsen-log',
  'porcupine-kv',
  'knossos-edn',
  'knossos-json',
  'unit-json',
] as const;
export type Format = (typeof FORMATS)[number];

export const MODELS = [
  'register',
  'cas-register',
  'multi-register',
  'mutex',
  'set',
  'kv-append',
  'kv',
] as const;
export type ModelName = (typeof MODELS)[number];

/** What a manifest says of a file of which each case names its own model. */
export const VARIOUS = 'various';

/** Characters from which a format is guessed. */
const BEGINNING_MAX = 1000;

/** The format of `text`, from how it begins; a text of nothing is a log of nothing. */
export function guessFormat(text: string): Format {
  const start = afterBlank(text, 0);
  const beginning = text.slice(start, start + BEGINNING_MAX).replace(/\s+/g, ' ');
  if (/^\{ ?"/.test(beginning)) {
    return 'unit-json';
  }
  if (/^\[ ?\{ ?"/.test(beginning)) {
    return 'knossos-json';
  }
  if (/^\{/.test(beginning)) {
    return 'porcupine-kv';
  }
  // Elsewhere EDN begins with a bracket or a tag.
  return /^(?:[:\w]|$)/.test(beginning) ? 'jepsen-log' : 'knossos-edn';
}

/** The model that `events` speak of, from the names of their operations. */
export function guessModel(events: readonly ForeignEvent[]): ModelName {
  const names = new Set(events.map(({ f }) => f));
  if (names.has('txn')) {
    return 'multi-register';
  }
  if (names.has('acquire') || names.has('release')) {
    return 'mutex';
  }
  if (names.has('add')) {
    return 'set';
  }
  if (events.some(({ fields }) => fields.has('key'))) {
    return speaksOfRevisions(events) ? 'kv' : 'kv-append';
  }
  return 'cas-register';
}

/** raftlab's own histories know absence, revisions, deletes and compare-and-set. */
function speaksOfRevisions(events: readonly ForeignEvent[]): boolean {
  return events.some(
    ({ f, type, value, fields }) =>
      f === 'delete' ||
      f === 'cas' ||
      fields.has('revision') ||
      (f === 'get' && type === 'ok' && value === null),
  );
}

/** A name as a model's. @throws RaftLabError INVALID_REQUEST */
export function toModelName(name: string): ModelName {
  const found = MODELS.find((known) => known === name);
  if (found === undefined) {
    const known = MODELS.join(', ');
    throw new RaftLabError('INVALID_REQUEST', `"${name}" is no model of a history (${known})`);
  }
  return found;
}
