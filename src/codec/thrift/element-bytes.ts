import { DecodeError } from '../../base/errors.ts';
import { ThriftType, UUID_BYTES } from './thrift-type.ts';

/** The fewest bytes that a value takes, by its type; 0 where there is no such type. */
export type ElementBytes = readonly number[];

/** Fixed widths; a string is its length, a container its types and its count, a struct its end. */
export const BINARY_ELEMENT_BYTES: ElementBytes = elementBytes({
  bool: 1,
  i8: 1,
  double: 8,
  i16: 2,
  i32: 4,
  i64: 8,
  string: 4,
  struct: 1,
  map: 6,
  set: 5,
  list: 5,
  uuid: UUID_BYTES,
});

export const COMPACT_ELEMENT_BYTES: ElementBytes = elementBytes({
  bool: 1,
  i8: 1,
  double: 8,
  i16: 1,
  i32: 1,
  i64: 1,
  string: 1,
  struct: 1,
  map: 1,
  set: 1,
  list: 1,
  uuid: UUID_BYTES,
});

/** The fewest bytes of an element. @throws DecodeError when `type` is no type of values. */
export function elementBytesMin(table: ElementBytes, type: number, at: number): number {
  const bytes = table[type] ?? 0;
  if (bytes === 0) {
    throw new DecodeError(`elements of type ${type}, which does not exist,`, at);
  }
  return bytes;
}

/** @throws DecodeError when `count` elements of that size cannot be in `remaining` bytes. */
export function expectCount(count: number, bytesEach: number, remaining: number, at: number): void {
  if (count * bytesEach > remaining) {
    throw new DecodeError(`${count} elements announced, ${remaining} bytes left`, at);
  }
}

/** @throws DecodeError when the elements that are announced have another type. */
export function expectElementType(found: number, expected: number, at: number): void {
  if (found !== expected) {
    throw new DecodeError(`elements of type ${found}, expected ${expected},`, at);
  }
}

function elementBytes(
  widths: Readonly<Record<Exclude<keyof typeof ThriftType, 'stop'>, number>>,
): ElementBytes {
  const table = new Array<number>(ThriftType.uuid + 1).fill(0);
  for (const [name, bytes] of Object.entries(widths)) {
    table[ThriftType[name as keyof typeof ThriftType]] = bytes;
  }
  return table;
}
