import type { History, Moment, Operation } from '../history.ts';
import { type EdnTerm, keyword, writeEdn } from './edn-writer.ts';
import type { EventType, EventWords } from './foreign-event.ts';
import { isList, type Plain } from './plain.ts';
import { ProcessNumbers } from './process-numbers.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Jepsen's `:time` is in nanoseconds. */
const NANOS_PER_MICRO = 1000;

/** The history as one EDN vector of Jepsen's events, with `:index` and `:time`. */
export function writeJepsenEdn<State, Input, Output>(
  history: History<Input, Output>,
  vocabulary: Vocabulary<State, Input, Output>,
): string {
  const lines = eventsOf(history, vocabulary).map((event, index) =>
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
  return eventsOf(history, vocabulary)
    .map((event) => `${writeEdn(new Map(fieldsOf(event)))}\n`)
    .join('');
}

/** An event to be written. */
interface WrittenEvent {
  readonly operation: number;
  readonly at: Moment;
  readonly type: EventType;
  readonly words: EventWords;
}

interface NumberedEvent extends WrittenEvent {
  readonly process: number;
}

function eventsOf<State, Input, Output>(
  history: History<Input, Output>,
  vocabulary: Vocabulary<State, Input, Output>,
): NumberedEvent[] {
  const events = history.operations
    .flatMap((operation) => endsOf(operation, vocabulary))
    .sort((a, b) => a.at.event - b.at.event);
  const numbers = new ProcessNumbers();
  const processes = new Map<number, number>();
  return events.map((event) => {
    const client = history.operations[event.operation]?.client ?? '';
    const process = processes.get(event.operation) ?? numbers.take(client);
    processes.set(event.operation, process);
    if (event.type === 'ok' || event.type === 'fail') {
      numbers.giveBack(process);
    }
    return { ...event, process };
  });
}

function endsOf<State, Input, Output>(
  { id, input, call, outcome }: Operation<Input, Output>,
  vocabulary: Vocabulary<State, Input, Output>,
): WrittenEvent[] {
  const asked = vocabulary.words(input, null);
  const begin: WrittenEvent = { operation: id, at: call, type: 'invoke', words: asked };
  if (outcome.kind === 'completed') {
    const words = vocabulary.words(input, outcome.output);
    return [begin, { operation: id, at: outcome.at, type: typeOf(words), words }];
  }
  if (outcome.at === null) {
    return [begin];
  }
  const type = outcome.kind === 'failed' ? 'fail' : 'info';
  return [begin, { operation: id, at: outcome.at, type, words: asked }];
}

/** Words with an error tell of an operation that was refused. */
function typeOf(words: EventWords): EventType {
  return words.fields.has('error') ? 'fail' : 'ok';
}

function fieldsOf({ process, type, words }: NumberedEvent): [string, EdnTerm][] {
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
