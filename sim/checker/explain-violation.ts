import { present, unreachable } from '../../src/base/invariant.ts';
import { type History, type Operation, outputOf } from './history.ts';
import type { Model } from './model.ts';
import type { Violation } from './violation.ts';
import { causeOf } from './violation-cause.ts';

/** Operations, or states, shown of a long list. */
const SHOWN_MAX = 8;
/** Characters shown of long words, half from the beginning and half from the end. */
const WORDS_MAX = 160;
const MICROS_PER_SECOND = 1_000_000;

/** Several lines that tell a person what cannot be explained, and what was known until then. */
export function explainViolation<State, Input, Output>(
  history: History<Input, Output>,
  model: Model<State, Input, Output>,
  partition: string,
  violation: Violation,
): string {
  const line = (id: number) => describeOperation(history, model, id);
  const { failing, isFirst, prefix, states, statesComplete, open } = violation;
  return [
    `${partition === '' ? 'The history' : `Key ${quoted(partition)}`} has no order.`,
    isFirst ? 'The first operation without explanation:' : 'No order explains all up to:',
    `  ${line(failing)}`,
    ...causeLines(history, model, failing),
    isFirst
      ? `What completed before it has an order (${prefix.length} operations) that ends with:`
      : `An earlier one may be to blame. This has an order (${prefix.length} operations):`,
    ...lastOf(prefix.map(line)),
    `It then met one of these states${statesComplete ? '' : ', or others'}:`,
    ...firstOf(states.map(shortened)),
    'Open at that moment, and not in this order:',
    ...firstOf(open.map(line)),
  ].join('\n');
}

/** Keys of foreign histories come as they were written there, texts with their quotes. */
function quoted(key: string): string {
  return key.startsWith('"') ? key : JSON.stringify(key);
}

function causeLines<State, Input, Output>(
  history: History<Input, Output>,
  model: Model<State, Input, Output>,
  failing: number,
): string[] {
  const cause = causeOf(history, model, failing);
  switch (cause?.kind) {
    case undefined:
      return [];
    case 'never-written':
      return ['Nobody wrote what it saw.'];
    case 'written-later':
      return [`What it saw was written only later, by #${cause.writer}.`];
    case 'overwritten': {
      const by = describeOperation(history, model, cause.by);
      return [`What it saw was written by #${cause.writer} and then overwritten by`, `  ${by}`];
    }
    default:
      return unreachable(cause);
  }
}

/** `#7 of client 3: get "a" → "v1" (events 12 to 15)` */
function describeOperation<State, Input, Output>(
  history: History<Input, Output>,
  model: Model<State, Input, Output>,
  id: number,
): string {
  const operation = present(history.operations[id], 'the operation is in the history');
  const words = shortened(model.describe(operation.input, outputOf(operation)));
  return `#${id} of client ${operation.client}: ${words} (${spanText(operation)})`;
}

function spanText<Input, Output>({ call, outcome }: Operation<Input, Output>): string {
  if (outcome.kind !== 'completed') {
    return `from event ${call.event} on`;
  }
  const events = `events ${call.event} to ${outcome.at.event}`;
  return outcome.at.micros === 0
    ? events
    : `${events}, ${seconds(call.micros)} to ${seconds(outcome.at.micros)} s`;
}

function seconds(micros: number): string {
  return (micros / MICROS_PER_SECOND).toFixed(6);
}

function shortened(words: string): string {
  return words.length <= WORDS_MAX
    ? words
    : `${words.slice(0, WORDS_MAX / 2)} … ${words.slice(-WORDS_MAX / 2)}`;
}

function firstOf(items: readonly string[]): string[] {
  const more = items.length > SHOWN_MAX ? [`and ${items.length - SHOWN_MAX} more`] : [];
  return indented([...items.slice(0, SHOWN_MAX), ...more]);
}

function lastOf(items: readonly string[]): string[] {
  const more = items.length > SHOWN_MAX ? [`${items.length - SHOWN_MAX} before these`] : [];
  return indented([...more, ...items.slice(-SHOWN_MAX)]);
}

function indented(items: readonly string[]): string[] {
  return items.length === 0 ? ['  none'] : items.map((item) => `  ${item}`);
}
