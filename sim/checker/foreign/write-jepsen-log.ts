import { RaftLabError } from '../../../src/base/errors.ts';
import { isList, type Plain, shownText } from './plain.ts';
import type { WrittenEvent } from './written-events.ts';

const NAMES: readonly string[] = ['read', 'write', 'cas'];
const TIMED_OUT = ':timed-out';

/**
 * Lines of `jepsen.util`, which know one register of numbers. A failed compare-and-set is an
 * observation in them, so an operation that did not happen is left out.
 *
 * @throws RaftLabError INVALID_REQUEST for what they cannot say
 */
export function jepsenLogText(events: readonly WrittenEvent[]): string {
  const absent = new Set(events.filter(isAbsence).map(({ operation }) => operation));
  return events
    .filter(({ operation }) => !absent.has(operation))
    .map((event) => `INFO  jepsen.util - ${wordsOf(event).join('\t')}\n`)
    .join('');
}

/** A read of unknown outcome changed nothing and showed nothing either. */
function isAbsence({ type, words }: WrittenEvent): boolean {
  return (type === 'fail' && !words.fields.has('error')) || (type === 'info' && words.f === 'read');
}

function wordsOf({ process, type, words: { f, value, fields } }: WrittenEvent): string[] {
  if (!NAMES.includes(f) || fields.has('key')) {
    throw unknown(`"${f}"${fields.has('key') ? ' with a key' : ''}`);
  }
  return [String(process), `:${type}`, `:${f}`, type === 'info' ? TIMED_OUT : valueText(f, value)];
}

function valueText(f: string, value: Plain): string {
  if (f === 'cas' && isList(value)) {
    return `[${value.map(numberText).join(' ')}]`;
  }
  return f === 'read' && value === null ? 'nil' : numberText(value);
}

function numberText(value: Plain): string {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) {
    return String(value);
  }
  throw unknown(`the value ${shownText(value)}`);
}

function unknown(what: string): RaftLabError {
  return new RaftLabError(
    'INVALID_REQUEST',
    `a jepsen-log cannot say ${what}: it has read, write and cas of one register of numbers`,
  );
}
