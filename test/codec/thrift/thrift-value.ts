import { invariant } from '../../../src/base/invariant.ts';
import { THRIFT_DEPTH_MAX } from '../../../src/base/limits.ts';
import { expectI8, expectI16, expectI32 } from '../../../src/codec/thrift/integer-range.ts';
import type { ThriftField, ThriftScalar, ThriftSchema } from './thrift-schema.ts';

/**
 * A value of any thrift type: an i64 is a bigint, `binary` is bytes, lists and sets are arrays, a
 * map is an array of pairs in the order of the wire, a struct maps field ids to values.
 */
export type ThriftValue =
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly ThriftValue[]
  | ThriftStruct;

/** Values by field id; a field that is not there is not written. */
export interface ThriftStruct extends ReadonlyMap<number, ThriftValue> {}

export type ThriftPairs = readonly (readonly [ThriftValue, ThriftValue])[];

/**
 * Admits `value` as one of `schema`.
 *
 * @throws InvariantError when it is of another type, out of range, or nested too deeply.
 */
export function expectValue(
  schema: ThriftSchema,
  value: ThriftValue,
  levels = THRIFT_DEPTH_MAX,
): void {
  if (typeof schema === 'string') {
    expectScalar(schema, value);
    return;
  }
  invariant(levels > 0, 'values nest to a bounded depth');
  if ('struct' in schema) {
    expectFields(schema.struct, value, levels - 1);
  } else if ('map' in schema) {
    expectPairs(schema.map, value, levels - 1);
  } else {
    expectElements('list' in schema ? schema.list : schema.set, value, levels - 1);
  }
}

function expectScalar(type: ThriftScalar, value: ThriftValue): void {
  if (type === 'binary') {
    invariant(value instanceof Uint8Array, 'a binary is bytes');
  } else if (type === 'bool') {
    invariant(typeof value === 'boolean', 'a bool is true or false');
  } else if (type === 'string') {
    invariant(typeof value === 'string', 'a string is text');
  } else if (type === 'i64') {
    invariant(typeof value === 'bigint', 'an i64 is a bigint');
    invariant(BigInt.asIntN(64, value) === value, 'an i64 is from -2^63 to 2^63 - 1');
  } else {
    invariant(typeof value === 'number', `a value of type ${type} is a number`);
    expectNumber(type, value);
  }
}

function expectNumber(type: 'i8' | 'i16' | 'i32' | 'double', value: number): void {
  if (type === 'i8') {
    expectI8(value);
  } else if (type === 'i16') {
    expectI16(value);
  } else if (type === 'i32') {
    expectI32(value);
  }
}

function expectFields(fields: readonly ThriftField[], value: ThriftValue, levels: number): void {
  invariant(value instanceof Map, 'a struct is a map of fields');
  for (const field of fields) {
    expectI16(field.id);
    const fieldValue = value.get(field.id);
    if (fieldValue !== undefined) {
      expectValue(field.type, fieldValue, levels);
    }
  }
}

function expectPairs(
  [key, valueType]: readonly [ThriftSchema, ThriftSchema],
  value: ThriftValue,
  levels: number,
): void {
  invariant(Array.isArray(value), 'a map is an array of pairs');
  for (const pair of value) {
    invariant(Array.isArray(pair) && pair.length === 2, 'a map is an array of pairs');
    expectValue(key, pair[0], levels);
    expectValue(valueType, pair[1], levels);
  }
}

function expectElements(element: ThriftSchema, value: ThriftValue, levels: number): void {
  invariant(Array.isArray(value), 'a list or set is an array');
  for (const item of value) {
    expectValue(element, item, levels);
  }
}
