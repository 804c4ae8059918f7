import { present } from '../../src/base/invariant.ts';
import type { History, Operation } from './history.ts';
import type { Model } from './model.ts';
import type { Violation } from './violation.ts';

/** Operations, or states, shown of a long list. */
const SHOWN_MAX = 8;
const MICROS_PER_SECOND = 1_000_000;

/** Several lines that tell a person what cannot be explained, and what was known until then. */
export function explainViolation<State, Input, Output>(
  history: History<Input, Output>,
  model: Model<State, Input, Output>,
  partition: string,
  violation: Violation,
): string {
  const line = (id: number) => describeOperation(history, model, id);
  return [
    `${partitionName(partition)}: no order of the operations explains ${line(violation.failing)}.`,
    `Everything that completed before it can be ordered (${violation.prefix.length} operations),`,
    `for example, at the end: ${lastOf(violation.prefix.map(line))}`,
    `When it took effect, the state must have been ${statesText(violation)}`,
    `Open at that moment and not in this order: ${firstOf(violation.open.map(line))}`,
  ].join('\n');
}

function partitionName(partition: string): string {
  return partition === '' ? 'The history' : `Key ${JSON.stringify(partition)}`;
}

function describeOperation<State, Input, Output>(
  history: History<Input, Output>,
  model: Model<State, Input, Output>,
  id: number,
): string {
  const operation = present(history.operations[id], 'the operation is in the history');
  const { client, input, outcome } = operation;
  const output = outcome.kind === 'completed' ? outcome.output : null;
  return `#${id} of client ${client}, ${model.describe(input, output)} (${spanText(operation)})`;
}

function spanText<Input, Output>({ call, outcome }: Operation<Input, Output>): string {
  const end = outcome.kind === 'completed' ? outcome.at : null;
  const events = `events ${call.event} to ${end === null ? 'open end' : end.event}`;
  return end === null || end.micros === 0
    ? events
    : `${events}, ${seconds(call.micros)} to ${seconds(end.micros)} s`;
}

function seconds(micros: number): string {
  return (micros / MICROS_PER_SECOND).toFixed(6);
}

function statesText({ states, statesComplete }: Violation): string {
  return `${statesComplete ? 'one of' : 'one of many, such as'}: ${firstOf(states)}`;
}

function firstOf(items: readonly string[]): string {
  const more = items.length > SHOWN_MAX ? [`and ${items.length - SHOWN_MAX} more`] : [];
  return bullets([...items.slice(0, SHOWN_MAX), ...more]);
}

function lastOf(items: readonly string[]): string {
  const more = items.length > SHOWN_MAX ? [`${items.length - SHOWN_MAX} more, then`] : [];
  return bullets([...more, ...items.slice(-SHOWN_MAX)]);
}

function bullets(items: readonly string[]): string {
  return items.length === 0 ? 'nothing' : items.map((item) => `\n  ${item}`).join('');
}
