import type { History } from '../history.ts';
import { type EdnTerm, keyword, writeEdn } from './edn-writer.ts';
import { isList, type Plain } from './plain.ts';
import type { Vocabulary } from './vocabulary.ts';
import { type WrittenEvent, writtenEvents } from './written-events.ts';

/** Jepsen's `:time` is in nanoseconds. */
const NANOS_PER_MICRO = 1000;

/** The history as one EDN vector of Jepsen's events, with `:index` and `:time`. */
export function jepsenEdnText(events: readonly WrittenEvent[]): string {
  const lines = events.map((event, index) =>
    writeEdn(
      new Map<string, EdnTerm>([
        ...fieldsOf(event),
        ['index', index],
        ['time', event.at.micros * NANOS_PER_MICRO],
      ]),
    ),
  );
  return `[${lines.join('\n ')}]\n`;
}

/**
 * The history as porcupine's key-value logs have it: one EDN map a line. Outcomes that those logs
 * do not know are added in Jepsen's words.
 */
export function writePorcupineKv<State, Input, Output>(
  history: History<Input, Output>,
  vocabulary: Vocabulary<State, Input, Output>,
): string {
  return porcupineKvText(writtenEvents(history, vocabulary));
}

export function porcupineKvText(events: readonly WrittenEvent[]): string {
  return events.map((event) => `${writeEdn(new Map(fieldsOf(event)))}\n`).join('');
}

function fieldsOf({ process, type, words }: WrittenEvent): [string, EdnTerm][] {
  const { key, ...others } = Object.fromEntries(words.fields);
  return [
    ['process', process],
    ['type', keyword(type)],
    ['f', keyword(words.f)],
    ...(key === undefined ? [] : [['key', key] satisfies [string, EdnTerm]]),
    ['value', words.f === 'txn' ? stepTerms(words.value) : words.value],
    ...Object.entries(others).map(([name, value]): [string, EdnTerm] => [
      name,
      name === 'error' ? keyword(String(value)) : value,
    ]),
  ];
}

/** Kinds and registers of a transaction's steps are keywords. */
function stepTerms(steps: Plain): EdnTerm {
  return (isList(steps) ? steps : []).map((step) => {
    const [kind, register, value] = isList(step) ? step : [];
    return [keyword(String(kind)), keyword(String(register)), value ?? null];
  });
}
