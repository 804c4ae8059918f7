import { DecodeError } from '../../../src/base/errors.ts';
import { readEdnElements } from './edn-reader.ts';
import { parseExactJson } from './exact-json.ts';
import { eventOfMap, type ForeignEvent } from './foreign-event.ts';
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
