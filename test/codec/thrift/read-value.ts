import { THRIFT_DEPTH_MAX } from '../../../src/base/limits.ts';
import { expectElementType } from '../../../src/codec/thrift/element-bytes.ts';
import { i64ToBigint } from '../../../src/codec/thrift/i64.ts';
import { nextLevel } from '../../../src/codec/thrift/skip-value.ts';
import type { ThriftReader } from '../../../src/codec/thrift/thrift-reader.ts';
import {
  type ThriftField,
  type ThriftScalar,
  type ThriftSchema,
  wireTypeOf,
} from './thrift-schema.ts';
import type { ThriftStruct, ThriftValue } from './thrift-value.ts';

/**
 * Reads a value of `schema` in the form of an element of a container.
 *
 * Fields that the schema does not have, or has with another type, are stepped over; of a field that
 * comes twice the last value counts.
 *
 * @param levels - how many structs and containers may be open inside one another.
 * @throws DecodeError also when the elements of a container are not of the schema's type.
 */
export function readValue(
  reader: ThriftReader,
  schema: ThriftSchema,
  levels = THRIFT_DEPTH_MAX,
): ThriftValue {
  if (typeof schema === 'string') {
    return readScalar(reader, schema);
  }
  const inner = nextLevel(levels, reader.at);
  if ('struct' in schema) {
    return readStruct(reader, schema.struct, inner);
  }
  if ('map' in schema) {
    return readMap(reader, schema.map, inner);
  }
  return 'list' in schema
    ? readElements(reader, schema.list, reader.listBegin(), inner)
    : readElements(reader, schema.set, reader.setBegin(), inner);
}

function readScalar(reader: ThriftReader, type: ThriftScalar): ThriftValue {
  switch (type) {
    case 'i64':
      return i64ToBigint(reader.i64());
    case 'string':
      return reader.text();
    default:
      return reader[type]();
  }
}

function readStruct(
  reader: ThriftReader,
  fields: readonly ThriftField[],
  levels: number,
): ThriftStruct {
  const values = new Map<number, ThriftValue>();
  reader.structBegin();
  while (reader.nextField()) {
    const field = fields.find(({ id, type }) => reader.fieldIs(id, wireTypeOf(type)));
    if (field === undefined) {
      reader.skipField(levels);
    } else if (field.type === 'bool') {
      values.set(field.id, reader.fieldBool());
    } else {
      values.set(field.id, readValue(reader, field.type, levels));
    }
  }
  return values;
}

function readMap(
  reader: ThriftReader,
  [key, value]: readonly [ThriftSchema, ThriftSchema],
  levels: number,
): ThriftValue {
  const pairs: [ThriftValue, ThriftValue][] = [];
  const count = reader.mapBegin();
  if (count > 0) {
    expectElementType(reader.keyType, wireTypeOf(key), reader.at);
    expectElementType(reader.valueType, wireTypeOf(value), reader.at);
  }
  for (let i = 0; i < count; i++) {
    pairs.push([readValue(reader, key, levels), readValue(reader, value, levels)]);
  }
  return pairs;
}

function readElements(
  reader: ThriftReader,
  element: ThriftSchema,
  count: number,
  levels: number,
): ThriftValue {
  const values: ThriftValue[] = [];
  if (count > 0) {
    expectElementType(reader.elementType, wireTypeOf(element), reader.at);
  }
  for (let i = 0; i < count; i++) {
    values.push(readValue(reader, element, levels));
  }
  return values;
}
