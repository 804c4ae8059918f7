import { i64FromBigint } from '../../../src/codec/thrift/i64.ts';
import type { ThriftWriter } from '../../../src/codec/thrift/thrift-writer.ts';
import {
  type ThriftField,
  type ThriftScalar,
  type ThriftSchema,
  wireTypeOf,
} from './thrift-schema.ts';
import {
  expectValue,
  type ThriftPairs,
  type ThriftStruct,
  type ThriftValue,
} from './thrift-value.ts';

/**
 * Writes `value`, which is one of `schema`, in the form of an element of a container.
 *
 * @throws InvariantError when it is not; then nothing was written.
 */
export function writeValue(writer: ThriftWriter, schema: ThriftSchema, value: ThriftValue): void {
  expectValue(schema, value);
  write(writer, schema, value);
}

function write(writer: ThriftWriter, schema: ThriftSchema, value: ThriftValue): void {
  if (typeof schema === 'string') {
    writeScalar(writer, schema, value);
  } else if ('struct' in schema) {
    writeStruct(writer, schema.struct, value as ThriftStruct);
  } else if ('map' in schema) {
    writeMap(writer, schema.map, value as ThriftPairs);
  } else {
    writeElements(writer, schema, value as readonly ThriftValue[]);
  }
}

function writeScalar(writer: ThriftWriter, type: ThriftScalar, value: ThriftValue): void {
  switch (type) {
    case 'bool':
      writer.bool(value as boolean);
      break;
    case 'i8':
    case 'i16':
    case 'i32':
    case 'double':
      writer[type](value as number);
      break;
    case 'i64':
      writer.i64(i64FromBigint(value as bigint));
      break;
    case 'string':
      writer.text(value as string);
      break;
    case 'binary':
      writer.binary(value as Uint8Array);
      break;
  }
}

function writeStruct(
  writer: ThriftWriter,
  fields: readonly ThriftField[],
  values: ThriftStruct,
): void {
  writer.structBegin();
  for (const { id, type } of fields) {
    const value = values.get(id);
    if (typeof value === 'boolean') {
      writer.fieldBool(id, value);
    } else if (value !== undefined) {
      writer.field(wireTypeOf(type), id);
      write(writer, type, value);
    }
  }
  writer.structEnd();
}

function writeMap(
  writer: ThriftWriter,
  [keySchema, valueSchema]: readonly [ThriftSchema, ThriftSchema],
  pairs: ThriftPairs,
): void {
  const types = { key: wireTypeOf(keySchema), value: wireTypeOf(valueSchema) };
  writer.mapBegin(types, pairs.length);
  for (const [key, value] of pairs) {
    write(writer, keySchema, key);
    write(writer, valueSchema, value);
  }
}

function writeElements(
  writer: ThriftWriter,
  schema: { readonly list: ThriftSchema } | { readonly set: ThriftSchema },
  values: readonly ThriftValue[],
): void {
  const element = 'list' in schema ? schema.list : schema.set;
  if ('list' in schema) {
    writer.listBegin(wireTypeOf(element), values.length);
  } else {
    writer.setBegin(wireTypeOf(element), values.length);
  }
  for (const value of values) {
    write(writer, element, value);
  }
}
