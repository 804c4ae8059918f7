import { DecodeError } from '../../../src/base/errors.ts';
import { isMap, type Plain, shownText } from './plain.ts';

export type EventType = 'invoke' | 'ok' | 'fail' | 'info';

/** What an event says about an operation, without who and when. */
export interface EventWords {
  readonly f: string;
  readonly value: Plain;
  /** Whatever else the event carries, such as a key. */
  readonly fields: ReadonlyMap<string, Plain>;
}

/** One line of a foreign history. */
export interface ForeignEvent extends EventWords {
  readonly process: string | number;
  readonly type: EventType;
  /** Where it begins in the text. */
  readonly offset: number;
}

/** `:error` of a failed compare-and-set that found another value, which is an observation. */
export const MISMATCH = 'mismatch';

const TYPES: readonly string[] = ['invoke', 'ok', 'fail', 'info'];

/** @throws DecodeError when `value` is no map with a process, a type and an f. */
export function eventOfMap(value: Plain, offset: number): ForeignEvent {
  if (!isMap(value)) {
    throw new DecodeError(`${shownText(value)} stands where an event is expected`, offset);
  }
  return {
    process: toProcess(value.get('process'), offset),
    type: toEventType(value.get('type'), offset),
    f: bare(value.get('f') ?? ''),
    value: value.get('value') ?? null,
    fields: value,
    offset,
  };
}

/** @throws DecodeError when `type` is none of the four. */
export function toEventType(type: Plain | undefined, offset: number): EventType {
  const word = bare(type ?? '');
  if (typeof type === 'string' && TYPES.includes(word)) {
    return word as EventType;
  }
  throw new DecodeError(
    `${shownText(type)} is no type of event (invoke, ok, fail or info)`,
    offset,
  );
}

function toProcess(process: Plain | undefined, offset: number): string | number {
  if (typeof process === 'string') {
    return bare(process);
  }
  if (typeof process === 'number') {
    return process;
  }
  throw new DecodeError(`an event names process ${shownText(process)}`, offset);
}

/** A word without the colon that keywords have where JSON was made of EDN. */
function bare(word: Plain): string {
  const text = typeof word === 'string' ? word : shownText(word);
  return text.startsWith(':') ? text.slice(1) : text;
}
