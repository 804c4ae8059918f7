import { DecodeError } from '../../../src/base/errors.ts';
import type { Scalar } from '../models/scalar.ts';

/** What EDN and JSON have in common; keywords are their bare names. */
export type Plain = Scalar | readonly Plain[] | ReadonlyMap<string, Plain>;

/** Values of a history lie in one another at most so deep. */
export const DEPTH_MAX = 100;
/** Characters of a value that a message shows. */
const SHOWN_MAX = 80;

/** A parsed JSON value as a plain one. @throws DecodeError when too many values lie in one another */
export function plainOfJson(json: unknown, depth = 0): Plain {
  if (depth > DEPTH_MAX) {
    throw new DecodeError(`more than ${DEPTH_MAX} values lie in one another`, 0);
  }
  if (Array.isArray(json)) {
    return json.map((value: unknown) => plainOfJson(value, depth + 1));
  }
  if (typeof json === 'object' && json !== null) {
    const entries = Object.entries(json);
    return new Map(entries.map(([name, value]) => [name, plainOfJson(value, depth + 1)]));
  }
  return isScalar(json) ? json : null;
}

export function isList(value: Plain | undefined): value is readonly Plain[] {
  return Array.isArray(value);
}

export function isMap(value: Plain | undefined): value is ReadonlyMap<string, Plain> {
  return value instanceof Map;
}

/** @throws DecodeError when `value` is a collection. */
export function toScalar(value: Plain | undefined, offset: number): Scalar {
  if (value === undefined || isScalar(value)) {
    return value ?? null;
  }
  throw new DecodeError(`${shownText(value)} stands where one value is expected`, offset);
}

/** Text as it is, null as null, numbers and booleans printed. @throws DecodeError for a collection. */
export function toText(value: Plain | undefined, offset: number): string | null {
  const scalar = toScalar(value, offset);
  return scalar === null ? null : String(scalar);
}

/** The two members of `value`. @throws DecodeError when it is no list of two. */
export function toPair(value: Plain | undefined, offset: number): readonly [Plain, Plain] {
  if (isList(value) && value.length === 2) {
    const [first = null, second = null] = value;
    return [first, second];
  }
  throw new DecodeError(`${shownText(value)} stands where [old new] is expected`, offset);
}

/** The value as JSON. */
export function plainText(value: Plain): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part instanceof Map ? Object.fromEntries(part) : part,
  );
}

/** The value as JSON for a message, cut where it is long. */
export function shownText(value: Plain | undefined): string {
  const text = plainText(value ?? null);
  return text.length <= SHOWN_MAX ? text : `${text.slice(0, SHOWN_MAX)}…`;
}

function isScalar(value: unknown): value is Scalar {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
