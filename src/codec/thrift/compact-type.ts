import { DecodeError } from '../../base/errors.ts';
import { ThriftType } from './thrift-type.ts';

/** The compact protocol puts a bool field's value into its type. */
export const COMPACT_TRUE = 1;
export const COMPACT_FALSE = 2;

/** Index: the compact type, a nibble. */
const THRIFT_TYPES: readonly number[] = [
  ThriftType.stop,
  ThriftType.bool,
  ThriftType.bool,
  ThriftType.i8,
  ThriftType.i16,
  ThriftType.i32,
  ThriftType.i64,
  ThriftType.double,
  ThriftType.string,
  ThriftType.list,
  ThriftType.set,
  ThriftType.map,
  ThriftType.struct,
  ThriftType.uuid,
];

/** Index: the thrift type. */
const COMPACT_TYPES: readonly number[] = Array.from({ length: ThriftType.uuid + 1 }, (_, type) =>
  type === ThriftType.bool ? COMPACT_TRUE : THRIFT_TYPES.indexOf(type),
);

/** The nibble that stands for `type`. */
export function compactTypeOf(type: ThriftType): number {
  return COMPACT_TYPES[type] as number;
}

/** The thrift type of a nibble. @throws DecodeError when it stands for none. */
export function thriftTypeOfCompact(nibble: number, at: number): number {
  const type = THRIFT_TYPES[nibble];
  if (type === undefined) {
    throw new DecodeError(`type ${nibble}, expected 0 to 13,`, at);
  }
  return type;
}
