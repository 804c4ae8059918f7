import { unreachable } from '../../../src/base/invariant.ts';
import type { ForeignEvent } from './foreign-event.ts';
import { type Format, guessModel, type ModelName, toModelName } from './formats.ts';
import { readJepsenLog } from './jepsen-log.ts';
import { isList, type Plain, plainOfJson } from './plain.ts';
import { readEdnEvents, readJsonEvents } from './read-events.ts';
import { readUnitCases, type UnitCase } from './unit-cases.ts';

/** What is known of a text beside the text; what is not given is guessed. */
export interface ReadingOptions {
  readonly format?: Format;
  /** Each case of unit-json names its own, unless this one is given. */
  readonly model?: ModelName;
  /** The initial state, as parsed JSON; the model's own when not given. */
  readonly initial?: unknown;
}

/** A history with all that its check depends on. */
export interface NamedHistory {
  readonly name: string | null;
  readonly model: ModelName;
  readonly initial: Plain | undefined;
  readonly expected: string | null;
  readonly events: readonly ForeignEvent[];
}

/** The histories in `text`: one, or each case of unit-json. @throws DecodeError */
export function readCases(text: string, format: Format, options: ReadingOptions): NamedHistory[] {
  if (format === 'unit-json') {
    return readUnitCases(text).map((one) => ({ ...one, model: options.model ?? modelOf(one) }));
  }
  const events = readEvents(text, format);
  const model = options.model ?? guessModel(events);
  const initial = options.initial === undefined ? undefined : plainOfJson(options.initial);
  const isBlind = isKnossos(format) && isRegister(model) && (initial ?? null) !== null;
  return [
    {
      name: null,
      model,
      initial,
      expected: null,
      events: isBlind ? events.map(blindIfNil) : events,
    },
  ];
}

function isKnossos(format: Format): boolean {
  return format === 'knossos-edn' || format === 'knossos-json';
}

function isRegister(model: ModelName): boolean {
  return model === 'register' || model === 'cas-register';
}

/**
 * Knossos lets a read of nil match whatever a register holds that began with a value: it then says
 * nothing.
 */
function blindIfNil(event: ForeignEvent): ForeignEvent {
  const { type, f, value } = event;
  const isNil = value === null || (isList(value) && value.length === 2 && value[1] === null);
  return type === 'ok' && f === 'read' && isNil ? { ...event, type: 'fail' } : event;
}

function modelOf(one: UnitCase): ModelName {
  return one.model === '' ? guessModel(one.events) : toModelName(one.model);
}

function readEvents(text: string, format: Exclude<Format, 'unit-json'>): ForeignEvent[] {
  switch (format) {
    case 'jepsen-log':
      return readJepsenLog(text);
    case 'knossos-json':
      return readJsonEvents(text);
    case 'knossos-edn':
    case 'porcupine-kv':
      return readEdnEvents(text);
    default:
      return unreachable(format);
  }
}
