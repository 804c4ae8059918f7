import { isMap, type Plain } from './plain.ts';
import { isReadLike } from './unit-cases.ts';
import type { WrittenEvent } from './written-events.ts';

/** One case for a file of unit-json. */
export interface WrittenCase {
  readonly name: string | null;
  readonly model: string;
  readonly initial: Plain | undefined;
  readonly expected: string | null;
  readonly events: readonly WrittenEvent[];
}

/** The events as a JSON array, an event a line. */
export function knossosJsonText(events: readonly WrittenEvent[]): string {
  const lines = events.map(({ process, type, words: { f, value, fields } }) =>
    JSON.stringify({ process, type, f, value: json(value), ...jsonFields(fields) }),
  );
  return `[${lines.join(',\n ')}]\n`;
}

/** Operations with the times of their ends; what did not happen is left out. */
export function unitJsonText(cases: readonly WrittenCase[]): string {
  const written = cases.map(({ name, model, initial, expected, events }, i) => ({
    name: name ?? `history-${i + 1}`,
    model,
    ...(initial === undefined ? {} : { initial: json(initial) }),
    ...(expected === null ? {} : { expected }),
    operations: operationsOf(events),
  }));
  return `${JSON.stringify({ cases: written }, null, 1)}\n`;
}

function operationsOf(events: readonly WrittenEvent[]): object[] {
  const ends = new Map(
    events.filter(({ type }) => type !== 'invoke').map((event) => [event.operation, event]),
  );
  const shown = events.filter(({ operation, type }) => {
    const end = ends.get(operation);
    const isAbsent = end?.type === 'fail' && !end.words.fields.has('error');
    return !isAbsent && type !== 'info';
  });
  const times = new Map(shown.map((event, time) => [event, time]));
  return shown
    .filter(({ type }) => type === 'invoke')
    .map((call) => {
      const end = ends.get(call.operation);
      const known = end === undefined || !times.has(end) ? null : end;
      return {
        ...operationOf(call, known),
        call: times.get(call),
        return: known === null ? null : times.get(known),
      };
    });
}

function operationOf({ process, words }: WrittenEvent, end: WrittenEvent | null): object {
  const { error: refused, ...fields } = jsonFields((end ?? { words }).words.fields);
  const output = refused === undefined ? json(end?.words.value ?? null) : false;
  return {
    client: process,
    f: words.f,
    value: json(words.value),
    ...fields,
    ...(end !== null && (isReadLike(words.f) || refused !== undefined) ? { output } : {}),
  };
}

function jsonFields(fields: ReadonlyMap<string, Plain>): Record<string, unknown> {
  return Object.fromEntries([...fields].map(([name, value]) => [name, json(value)]));
}

function json(value: Plain): unknown {
  if (isMap(value)) {
    return jsonFields(value);
  }
  return Array.isArray(value) ? value.map(json) : value;
}
