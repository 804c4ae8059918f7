import { fromHex, toHex } from '../hex.ts';
import type { ThriftSchema } from './thrift-schema.ts';
import type { ThriftStruct, ThriftValue } from './thrift-value.ts';

/** A value in the foreign files' JSON. */
export type Json =
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly f64: string }
  | { readonly [fieldId: string]: Json };

/** The value that the foreign files write as `json`. */
export function fromJson(schema: ThriftSchema, json: Json): ThriftValue {
  if (typeof schema === 'string') {
    return scalarFromJson(schema, json);
  }
  if ('struct' in schema) {
    const fields = schema.struct.map((field) => ({ field, json: (json as StructJson)[field.id] }));
    return new Map(
      fields.flatMap(({ field, json }) =>
        json === undefined ? [] : [[field.id, fromJson(field.type, json)] as const],
      ),
    );
  }
  if ('map' in schema) {
    const [key, value] = schema.map;
    return (json as readonly [Json, Json][]).map((pair) => [
      fromJson(key, pair[0]),
      fromJson(value, pair[1]),
    ]);
  }
  const element = 'list' in schema ? schema.list : schema.set;
  return (json as readonly Json[]).map((item) => fromJson(element, item));
}

/** `value` as text that is the same for values that mean the same: sets and maps have no order. */
export function canonical(schema: ThriftSchema, value: ThriftValue): string {
  if (typeof schema === 'string') {
    return canonicalScalar(value);
  }
  if ('struct' in schema) {
    const fields = schema.struct.map(({ id, type }) => {
      const field = (value as ThriftStruct).get(id);
      return field === undefined ? '' : `${id}=${canonical(type, field)}`;
    });
    return `{${fields.sort().join(';')}}`;
  }
  if ('map' in schema) {
    const [key, valueType] = schema.map;
    const pairs = (value as readonly [ThriftValue, ThriftValue][]).map(
      (pair) => `${canonical(key, pair[0])}:${canonical(valueType, pair[1])}`,
    );
    return `(${pairs.sort().join(',')})`;
  }
  return 'list' in schema
    ? `[${canonicalElements(schema.list, value).join(',')}]`
    : `<${canonicalElements(schema.set, value).sort().join(',')}>`;
}

type StructJson = Readonly<Record<string, Json | undefined>>;

function scalarFromJson(schema: string, json: Json): ThriftValue {
  switch (schema) {
    case 'i64':
      return BigInt(json as string);
    case 'binary':
      return fromHex(json as string);
    case 'double':
      return Buffer.from((json as { f64: string }).f64, 'hex').readDoubleBE(0);
    default:
      return json as boolean | number | string;
  }
}

function canonicalScalar(value: ThriftValue): string {
  if (value instanceof Uint8Array) {
    return `x${toHex(value)}`;
  }
  if (typeof value === 'string') {
    return JSON.stringify(value);
  }
  return Object.is(value, -0) ? '-0' : String(value);
}

function canonicalElements(element: ThriftSchema, value: ThriftValue): string[] {
  return (value as readonly ThriftValue[]).map((item) => canonical(element, item));
}
