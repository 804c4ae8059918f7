import { ThriftType } from '../../../src/codec/thrift/thrift-type.ts';

/** Scalars by the names of the thrift language; `binary` is a string that is no text. */
export type ThriftScalar = 'bool' | 'i8' | 'i16' | 'i32' | 'i64' | 'double' | 'string' | 'binary';

/** A thrift type written as data, in the form of JSON. */
export type ThriftSchema =
  | ThriftScalar
  | { readonly list: ThriftSchema }
  | { readonly set: ThriftSchema }
  | { readonly map: readonly [key: ThriftSchema, value: ThriftSchema] }
  | { readonly struct: readonly ThriftField[] };

/** One field of a struct; fields are written in the order of the struct's list. */
export interface ThriftField {
  readonly id: number;
  readonly name: string;
  readonly type: ThriftSchema;
}

/** The type id that stands for `schema` on the wire. */
export function wireTypeOf(schema: ThriftSchema): ThriftType {
  if (typeof schema === 'string') {
    return schema === 'binary' ? ThriftType.string : ThriftType[schema];
  }
  if ('struct' in schema) {
    return ThriftType.struct;
  }
  if ('map' in schema) {
    return ThriftType.map;
  }
  return 'list' in schema ? ThriftType.list : ThriftType.set;
}
