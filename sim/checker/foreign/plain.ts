import { DecodeError } from '../../../src/base/errors.ts';
import type { Scalar } from '../models/scalar.ts';

/** What EDN and JSON have in common; keywords are their bare names. */
export type Plain = Scalar | readonly Plain[] | ReadonlyMap<string, Plain>;

/** A parsed JSON value as a plain one. */
export function plainOfJson(json: unknown): Plain {
  if (Array.isArray(json)) {
    return json.map(plainOfJson);
  }
  if (typeof json === 'object' && json !== null) {
    return new Map(Object.entries(json).map(([name, value]) => [name, plainOfJson(value)]));
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
  throw new DecodeError(`${plainText(value)} stands where one value is expected`, offset);
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
  throw new DecodeError(`${plainText(value ?? null)} stands where [old new] is expected`, offset);
}

/** The value as JSON, for messages. */
export function plainText(value: Plain): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part instanceof Map ? Object.fromEntries(part) : part,
  );
}

function isScalar(value: unknown): value is Scalar {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
