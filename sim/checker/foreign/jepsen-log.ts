import { DecodeError } from '../../../src/base/errors.ts';
import { type EdnElement, readEdnElements } from './edn-reader.ts';
import { type EventType, type ForeignEvent, MISMATCH, toEventType } from './foreign-event.ts';
import type { Plain } from './plain.ts';

/** Characters among which the name of the part that wrote a line stands. */
const HEAD_MAX = 300;
const WRITER = 'jepsen.util';
/** What stands before the name: a level, and in newer logs the time before it and the thread behind it. */
const BEFORE_WRITER = /(?:^|\s)[A-Z]+\s+(?:\[[^\]]*\]\s+)?$/;
const AFTER_WRITER = /^(?:\s+-|:)\s+/;
/** How an operation begins: a client or the nemesis, and what came of it. */
const BEGINNING = /^(?:\d+|:[\w-]+)\s+:[a-z]+(?:\s|$)/;
const OPERATION = /^(\d+|:[\w-]+)\s+:([\w-]+)\s+:([\w-]+)\s+(\S.*)$/;
const NOTHING: ReadonlyMap<string, Plain> = new Map();
const MISMATCHED: ReadonlyMap<string, Plain> = new Map([['error', MISMATCH]]);

/**
 * Operations in a log of Jepsen, as its older releases wrote it (`INFO  jepsen.util - 0 :invoke …`), as
 * newer ones do (`2024-01-01 12:00:00,000{GMT} INFO [jepsen worker 0] jepsen.util: 0 :invoke …`), or
 * without anything before them (`history.txt`). Lines that say something else are skipped.
 *
 * A failed compare-and-set that names no error answered "compare failed", so it is an observation.
 *
 * @throws DecodeError with the line's number; or when no line is an operation, but some are there
 */
export function readJepsenLog(text: string): ForeignEvent[] {
  const events: ForeignEvent[] = [];
  const lines = text.split('\n');
  let offset = 0;
  for (const [i, line] of lines.entries()) {
    const words = operationIn(line);
    if (words !== null) {
      events.push(jepsenEvent(words, i + 1, offset));
    }
    offset += line.length + 1;
  }
  if (events.length === 0 && text.trim() !== '') {
    throw new DecodeError('no line is an operation of a Jepsen log, "PROCESS TYPE F VALUE"', 0);
  }
  return events;
}

/** What a line says of an operation; null for a line of something else. */
function operationIn(line: string): string | null {
  const words = afterHead(line).trimEnd();
  return BEGINNING.test(words) ? words : null;
}

function afterHead(line: string): string {
  const at = line.slice(0, HEAD_MAX).indexOf(WRITER);
  if (at < 0 || !BEFORE_WRITER.test(line.slice(0, at))) {
    return line;
  }
  return line.slice(at + WRITER.length).replace(AFTER_WRITER, '');
}

function jepsenEvent(words: string, number: number, offset: number): ForeignEvent {
  const match = OPERATION.exec(words);
  if (match === null) {
    throw new DecodeError(`line ${number} is no "PROCESS TYPE F VALUE"`, offset);
  }
  const [, name = '', typeName = '', f = '', rest = ''] = match;
  const isClient = !name.startsWith(':');
  const type = toEventType(typeName, offset);
  const end = isClient ? endOf(rest, type) : NO_END;
  if (end === null) {
    throw new DecodeError(`line ${number} does not end with one value`, offset);
  }
  return {
    process: isClient ? Number(name) : name.slice(1),
    type,
    f,
    value: end.value,
    fields: type === 'fail' && f === 'cas' && !end.hasError ? MISMATCHED : NOTHING,
    offset,
  };
}

/** What stands behind the name of an operation. */
interface End {
  readonly value: Plain;
  readonly hasError: boolean;
}

const NO_END: End = { value: null, hasError: false };

/**
 * One value of EDN. An error stands behind it, any text after a tab, or in its place, as a keyword such
 * as `:timed-out`. Null where there is something else.
 */
function endOf(text: string, type: EventType): End | null {
  if (text.startsWith(':')) {
    return { value: null, hasError: true };
  }
  const tab = text.indexOf('\t');
  const [first, ...others] = elementsOf(tab < 0 ? text : text.slice(0, tab));
  const mayFail = type === 'fail' || type === 'info';
  return first === undefined || (others.length > 0 && !mayFail)
    ? null
    : { value: first.value, hasError: tab >= 0 || others.length > 0 };
}

function elementsOf(text: string): EdnElement[] {
  try {
    return readEdnElements(`(${text})`);
  } catch (error) {
    if (error instanceof DecodeError) {
      return [];
    }
    throw error;
  }
}
