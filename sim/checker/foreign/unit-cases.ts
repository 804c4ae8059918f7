import { DecodeError } from '../../../src/base/errors.ts';
import { type ForeignEvent, MISMATCH } from './foreign-event.ts';
import { isList, isMap, type Plain, shownText, toText } from './plain.ts';
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

/** A whole number that was kept as text. */
const INTEGER = /^-?\d{16,}$/;

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
    name: toText(value.get('name'), 0) ?? `case ${position}`,
    model: toText(value.get('model'), 0) ?? '',
    initial: value.get('initial'),
    expected: toText(value.get('expected'), 0),
    events: eventsOf(operations),
  };
}

/** Nanoseconds since 1970 are more than a double can count; both compare with each other exactly. */
type Time = number | bigint;

/** An event with the time that decides its place. */
interface TimedEvent {
  readonly time: Time;
  readonly event: ForeignEvent;
}

/**
 * The operations' ends in order of time. At one instant calls come before returns, so operations
 * that meet overlap. Each operation is a process: nothing else says which end belongs to which.
 */
function eventsOf(operations: readonly Plain[]): ForeignEvent[] {
  return operations
    .flatMap(endsOf)
    .sort((a, b) => compareTimes(a, b) || Number(isReturn(a)) - Number(isReturn(b)))
    .map(({ event }) => event);
}

function compareTimes(a: TimedEvent, b: TimedEvent): number {
  return Number(a.time > b.time) - Number(a.time < b.time);
}

function isReturn({ event }: TimedEvent): boolean {
  return event.type !== 'invoke';
}

function endsOf(operation: Plain, position: number): TimedEvent[] {
  if (!isMap(operation)) {
    throw new DecodeError(`${shownText(operation)} is no operation`, 0);
  }
  const invocation: ForeignEvent = {
    process: position,
    type: 'invoke',
    f: toText(operation.get('f'), 0) ?? '',
    value: operation.get('value') ?? null,
    fields: operation,
    offset: 0,
  };
  const call = { time: timeOf(operation, 'call', position), event: invocation };
  if ((operation.get('return') ?? null) === null) {
    return [call];
  }
  const end = { time: timeOf(operation, 'return', position), event: completionOf(invocation) };
  if (end.time < call.time) {
    throw new DecodeError(`operation ${position} returns before it is called`, 0);
  }
  return [call, end];
}

function timeOf(
  operation: ReadonlyMap<string, Plain>,
  name: 'call' | 'return',
  position: number,
): Time {
  const time = operation.get(name);
  if (typeof time === 'string' && INTEGER.test(time)) {
    return BigInt(time);
  }
  if (typeof time === 'number' && Number.isFinite(time)) {
    return time;
  }
  throw new DecodeError(`operation ${position} has ${shownText(time)} for its ${name}`, 0);
}

/** The output is the result of a read; for the rest it is the word of success or of refusal. */
function completionOf(invocation: ForeignEvent): ForeignEvent {
  const output = invocation.fields.get('output') ?? null;
  const isRefused = invocation.f === 'cas' && output === false;
  const value = isReadLike(invocation.f) ? output : invocation.value;
  return isRefused
    ? { ...invocation, type: 'fail', fields: new Map([...invocation.fields, ['error', MISMATCH]]) }
    : { ...invocation, type: 'ok', value };
}

/** Whether what the operation returned is its value. */
export function isReadLike(f: string): boolean {
  return f === 'read' || f === 'get' || f === 'txn';
}
