import { DecodeError } from '../../../src/base/errors.ts';
import type { ForeignEvent } from './foreign-event.ts';
import { isList, isMap, type Plain, plainText } from './plain.ts';
import { parseJson } from './read-events.ts';

/** One hand-written history with its verdict. */
export interface UnitCase {
  readonly name: string;
  readonly model: string;
  readonly initial: Plain | undefined;
  /** What the file says the verdict must be; null when it does not. */
  readonly expected: string | null;
  readonly events: readonly ForeignEvent[];
}

/** Reads `{cases: [{name, model, initial, expected, operations}]}`. @throws DecodeError */
export function readUnitCases(text: string): UnitCase[] {
  const file = parseJson(text);
  const cases = isMap(file) ? file.get('cases') : undefined;
  if (!isList(cases)) {
    throw new DecodeError('the file has no list of cases', 0);
  }
  return cases.map(unitCase);
}

function unitCase(value: Plain, position: number): UnitCase {
  const operations = isMap(value) ? value.get('operations') : undefined;
  if (!isMap(value) || !isList(operations)) {
    throw new DecodeError(`case ${position} has no list of operations`, 0);
  }
  return {
    name: String(value.get('name') ?? `case ${position}`),
    model: String(value.get('model') ?? ''),
    initial: value.get('initial'),
    expected: value.has('expected') ? String(value.get('expected')) : null,
    events: eventsOf(operations),
  };
}

/** An event with the time that decides its place. */
interface TimedEvent {
  readonly time: number;
  readonly event: ForeignEvent;
}

/**
 * The operations' ends in order of time. At one instant calls come before returns, so operations
 * that meet overlap. Each operation is a process: nothing else says which end belongs to which.
 */
function eventsOf(operations: readonly Plain[]): ForeignEvent[] {
  return operations
    .flatMap(endsOf)
    .sort((a, b) => a.time - b.time || Number(isReturn(a)) - Number(isReturn(b)))
    .map(({ event }) => event);
}

function isReturn({ event }: TimedEvent): boolean {
  return event.type !== 'invoke';
}

function endsOf(operation: Plain, position: number): TimedEvent[] {
  if (!isMap(operation)) {
    throw new DecodeError(`${plainText(operation)} is no operation`, 0);
  }
  const invocation: ForeignEvent = {
    process: position,
    type: 'invoke',
    f: String(operation.get('f') ?? ''),
    value: operation.get('value') ?? null,
    fields: operation,
    offset: 0,
  };
  const call = { time: Number(operation.get('call')), event: invocation };
  const end = operation.get('return') ?? null;
  return end === null ? [call] : [call, { time: Number(end), event: completionOf(invocation) }];
}

/** The output is the result of a read; for the rest it is the word of success or of refusal. */
function completionOf(invocation: ForeignEvent): ForeignEvent {
  const output = invocation.fields.get('output') ?? null;
  const isRefused = invocation.f === 'cas' && output === false;
  const value = isReadLike(invocation.f) ? output : invocation.value;
  return isRefused
    ? { ...invocation, type: 'fail', fields: new Map([['error', 'mismatch']]) }
    : { ...invocation, type: 'ok', value };
}

function isReadLike(f: string): boolean {
  return f === 'read' || f === 'get' || f === 'txn';
}
