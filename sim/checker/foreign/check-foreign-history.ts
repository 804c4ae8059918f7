import { unreachable } from '../../../src/base/invariant.ts';
import { type CheckOptions, type CheckResult, checkHistory } from '../check-history.ts';
import { explainViolation } from '../explain-violation.ts';
import { type Verdict, worseVerdict } from '../verdict.ts';
import { type Format, guessFormat, type ModelName } from './formats.ts';
import { isKeyed, keyedWords } from './keyed-words.ts';
import type { Plain } from './plain.ts';
import { type NamedHistory, type ReadingOptions, readCases } from './read-cases.ts';
import { replayEvents } from './replay-events.ts';
import { casRegisterWords } from './vocabularies/cas-register-words.ts';
import { kvAppendWords } from './vocabularies/kv-append-words.ts';
import { kvWords } from './vocabularies/kv-words.ts';
import { multiRegisterWords } from './vocabularies/multi-register-words.ts';
import { mutexWords } from './vocabularies/mutex-words.ts';
import { setWords } from './vocabularies/set-words.ts';
import type { Vocabulary } from './vocabulary.ts';
import type { WrittenCase } from './write-json.ts';
import { writtenEvents } from './written-events.ts';

export interface ForeignOptions extends CheckOptions, ReadingOptions {}

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
  /** The state before the first operation; undefined: the model's own. */
  readonly initial: Plain | undefined;
  /** What the file itself says the verdict must be. */
  readonly expected: string | null;
  readonly operations: number;
  readonly unknown: number;
  readonly check: CheckResult;
  /** For each partition that violates. */
  readonly violations: readonly ForeignViolation[];
  /** The same history, to be written in whatever format. */
  written(): WrittenCase;
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
 * @throws RaftLabError INVALID_REQUEST when a case names a model that does not exist.
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

function checkCase(one: NamedHistory, options: CheckOptions): ForeignCase {
  switch (one.model) {
    case 'register':
    case 'cas-register':
      return checkEachKey(casRegisterWords, one, options);
    case 'multi-register':
      return checkWith(multiRegisterWords, one, options);
    case 'mutex':
      return checkEachKey(mutexWords, one, options);
    case 'set':
      return checkEachKey(setWords, one, options);
    case 'kv-append':
      return checkWith(kvAppendWords, one, options);
    case 'kv':
      return checkWith(kvWords, one, options);
    default:
      return unreachable(one.model);
  }
}

/** Operations on one object, or on one for each key. */
function checkEachKey<State, Input, Output>(
  vocabulary: Vocabulary<State, Input, Output>,
  one: NamedHistory,
  options: CheckOptions,
): ForeignCase {
  return isKeyed(one.events)
    ? checkWith(keyedWords(vocabulary), one, options)
    : checkWith(vocabulary, one, options);
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
    initial,
    expected,
    operations: history.operations.length,
    unknown: history.operations.filter(({ outcome }) => outcome.kind === 'unknown').length,
    check,
    written: () => ({
      name,
      model: modelName,
      initial,
      expected,
      events: writtenEvents(history, vocabulary),
    }),
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
