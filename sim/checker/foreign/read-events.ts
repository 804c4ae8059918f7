import { DecodeError } from '../../../src/base/errors.ts';
import { readEdnElements } from './edn-reader.ts';
import { parseExactJson } from './exact-json.ts';
import { eventOfMap, type ForeignEvent, MISMATCH, toEventType } from './foreign-event.ts';
import { isList, type Plain, plainOfJson } from './plain.ts';

/** EDN events: one collection of maps (Knossos) or a map a line (porcupine). @throws DecodeError */
export function readEdnEvents(text: string): ForeignEvent[] {
  return readEdnElements(text).map(({ value, offset }) => eventOfMap(value, offset));
}

/** A JSON array of events. Offsets are 0: the parser tells none. @throws DecodeError */
export function readJsonEvents(text: string): ForeignEvent[] {
  const events = parseJson(text);
  if (!isList(events)) {
    throw new DecodeError('a history in JSON is an array of events', 0);
  }
  return events.map((event) => eventOfMap(event, 0));
}

/** @throws DecodeError when `text` is no JSON. */
export function parseJson(text: string): Plain {
  return plainOfJson(jsonOf(text));
}

function jsonOf(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch (error) {
    throw new DecodeError(`no JSON: ${error instanceof Error ? error.message : String(error)}`, 0);
  }
}

const JEPSEN_LINE = /^INFO\s+jepsen\.util\s+-\s+(\d+|:[\w-]+)\s+:([\w-]+)\s+:([\w-]+)\s+(\S.*)$/;
/** Lines that other parts of Jepsen wrote into the same log. */
const OTHER_LINE = /^[A-Z]+\s+(?!jepsen\.util\s)[\w.$-]+\s+-\s/;
const NOTHING: ReadonlyMap<string, Plain> = new Map();
const MISMATCHED: ReadonlyMap<string, Plain> = new Map([['error', MISMATCH]]);

/**
 * Lines of a Jepsen log of one register.
 *
 * A failed compare-and-set answered "compare failed" here, so it is an observation.
 *
 * @throws DecodeError with the line's number
 */
export function readJepsenLog(text: string): ForeignEvent[] {
  const events: ForeignEvent[] = [];
  let offset = 0;
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() !== '' && !OTHER_LINE.test(line)) {
      events.push(jepsenEvent(line, i + 1, offset));
    }
    offset += line.length + 1;
  }
  return events;
}

function jepsenEvent(line: string, number: number, offset: number): ForeignEvent {
  const match = JEPSEN_LINE.exec(line.trimEnd());
  if (match === null) {
    throw new DecodeError(`line ${number} is no "INFO jepsen.util - PROCESS TYPE F VALUE"`, offset);
  }
  const [, name = '', type = '', f = '', value = ''] = match;
  const isClient = !name.startsWith(':');
  return {
    process: isClient ? Number(name) : name.slice(1),
    type: toEventType(type, offset),
    f,
    value: isClient ? jepsenValue(value, number, offset) : null,
    fields: type === 'fail' && f === 'cas' ? MISMATCHED : NOTHING,
    offset,
  };
}

/** One value of EDN; keywords, such as `:timed-out`, say that there is none. */
function jepsenValue(text: string, line: number, offset: number): Plain {
  if (text.startsWith(':')) {
    return null;
  }
  const [element, second] = readEdnElements(`(${text})`);
  if (element === undefined || second !== undefined) {
    throw new DecodeError(`line ${line} does not end with one value`, offset);
  }
  return element.value;
}
