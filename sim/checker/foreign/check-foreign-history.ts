import { RaftLabError } from '../../../src/base/errors.ts';
import { unreachable } from '../../../src/base/invariant.ts';
import {
  type CheckOptions,
  type CheckResult,
  checkHistory,
  worseVerdict,
} from '../check-history.ts';
import { explainViolation } from '../explain-violation.ts';
import type { Verdict } from '../partition-check.ts';
import type { ForeignEvent } from './foreign-event.ts';
import { FORMATS, type Format, guessFormat, guessModel, MODELS, type ModelName } from './guess.ts';
import { type Plain, plainOfJson } from './plain.ts';
import { readEdnEvents, readJepsenLog, readJsonEvents } from './read-events.ts';
import { replayEvents } from './replay-events.ts';
import { readUnitCases, type UnitCase } from './unit-cases.ts';
import { casRegisterWords } from './vocabularies/cas-register-words.ts';
import { kvAppendWords } from './vocabularies/kv-append-words.ts';
import { kvWords } from './vocabularies/kv-words.ts';
import { multiRegisterWords } from './vocabularies/multi-register-words.ts';
import { mutexWords } from './vocabularies/mutex-words.ts';
import { setWords } from './vocabularies/set-words.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface ForeignOptions extends CheckOptions {
  /** Guessed from the text when not given. */
  readonly format?: Format;
  /** Guessed from the operations when not given. Each case of unit-json names its own. */
  readonly model?: ModelName;
  /** The initial state, as parsed JSON; the model's own when not given. */
  readonly initial?: unknown;
}

export interface ForeignCheck {
  readonly format: Format;
  /** The worst of all cases. */
  readonly verdict: Verdict;
  /** One for a history, several for unit-json. */
  readonly cases: readonly ForeignCase[];
}

export interface ForeignCase {
  /** null when the file is one history. */
  readonly name: string | null;
  readonly model: ModelName;
  /** What the file itself says the verdict must be. */
  readonly expected: string | null;
  readonly operations: number;
  readonly unknown: number;
  readonly check: CheckResult;
  /** For each partition that violates. */
  readonly violations: readonly ForeignViolation[];
}

export interface ForeignViolation {
  readonly partition: string;
  /** Position among the file's events of the completion that cannot be explained. */
  readonly failingEvent: number;
  /** For people. */
  readonly text: string;
}

/**
 * Checks a history written by another program.
 *
 * @throws DecodeError with the place when the text is not what the format says.
 * @throws RaftLabError INVALID_REQUEST when format or model are unknown.
 */
export function checkForeignHistory(text: string, options: ForeignOptions = {}): ForeignCheck {
  const format = options.format ?? guessFormat(text);
  const cases = readCases(text, format, options).map((one) => checkCase(one, options));
  return {
    format,
    verdict: cases.map(({ check }) => check.verdict).reduce(worseVerdict, 'ok'),
    cases,
  };
}

/** A name as a model's. @throws RaftLabError INVALID_REQUEST */
export function toModelName(name: string): ModelName {
  return oneOf(MODELS, name, 'model');
}

/** A name as a format's. @throws RaftLabError INVALID_REQUEST */
export function toFormat(name: string): Format {
  return oneOf(FORMATS, name, 'format');
}

function oneOf<Name extends string>(names: readonly Name[], name: string, what: string): Name {
  const found = names.find((known) => known === name);
  if (found === undefined) {
    const known = names.join(', ');
    throw new RaftLabError('INVALID_REQUEST', `"${name}" is no ${what} of a history (${known})`);
  }
  return found;
}

/** A history with all that its check depends on. */
interface NamedHistory {
  readonly name: string | null;
  readonly model: ModelName;
  readonly initial: Plain | undefined;
  readonly expected: string | null;
  readonly events: readonly ForeignEvent[];
}

function readCases(text: string, format: Format, options: ForeignOptions): NamedHistory[] {
  if (format === 'unit-json') {
    return readUnitCases(text).map((one) => ({ ...one, model: options.model ?? modelOf(one) }));
  }
  const events = readEvents(text, format);
  return [
    {
      name: null,
      model: options.model ?? guessModel(events),
      initial: options.initial === undefined ? undefined : plainOfJson(options.initial),
      expected: null,
      events,
    },
  ];
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

function checkCase(one: NamedHistory, options: CheckOptions): ForeignCase {
  switch (one.model) {
    case 'register':
    case 'cas-register':
      return checkWith(casRegisterWords, one, options);
    case 'multi-register':
      return checkWith(multiRegisterWords, one, options);
    case 'mutex':
      return checkWith(mutexWords, one, options);
    case 'set':
      return checkWith(setWords, one, options);
    case 'kv-append':
      return checkWith(kvAppendWords, one, options);
    case 'kv':
      return checkWith(kvWords, one, options);
    default:
      return unreachable(one.model);
  }
}

function checkWith<State, Input, Output>(
  vocabulary: Vocabulary<State, Input, Output>,
  { name, model: modelName, initial, expected, events }: NamedHistory,
  options: CheckOptions,
): ForeignCase {
  const model = vocabulary.model(initial);
  const { history, positions } = replayEvents(events, vocabulary);
  const check = checkHistory(history, model, options);
  return {
    name,
    model: modelName,
    expected,
    operations: history.operations.length,
    unknown: history.operations.filter(({ outcome }) => outcome.kind === 'unknown').length,
    check,
    violations: check.partitions.flatMap(({ key, violation }) =>
      violation === null
        ? []
        : {
            partition: key,
            failingEvent: positions[violation.failing]?.completion ?? 0,
            text: explainViolation(history, model, key, violation),
          },
    ),
  };
}
