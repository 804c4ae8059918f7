import type { I64 } from './i64.ts';
import type { MessageHeader } from './message-header.ts';

/**
 * Reads what a `ThriftWriter` wrote; bytes that mean nothing are a DecodeError, nothing else is.
 *
 * After a DecodeError the reader's position is unspecified. Container counts are checked against
 * the bytes that are left before they are returned, so that a caller may loop that often.
 */
export interface ThriftReader {
  /** Position in the bytes. */
  readonly at: number;
  /** Of the field that `nextField` found. */
  readonly fieldType: number;
  readonly fieldId: number;
  /** Of the list or set begun last; `stop` where an empty one does not say. */
  readonly elementType: number;
  /** Of the map begun last; `stop` where an empty one does not say. */
  readonly keyType: number;
  readonly valueType: number;

  messageBegin(): MessageHeader;
  structBegin(): void;
  /** Steps to the next field; false at the end of the struct. */
  nextField(): boolean;
  /** Whether the field is number `id` and has this type; a field of another type is skipped. */
  fieldIs(id: number, type: number): boolean;
  fieldBool(): boolean;
  /** Steps over the field's value. @param levels - how deep it may nest. */
  skipField(levels?: number): void;
  bool(): boolean;
  i8(): number;
  i16(): number;
  i32(): number;
  i64(): I64;
  double(): number;
  /** Malformed UTF-8 becomes U+FFFD. */
  text(): string;
  /** Shares memory with the source. */
  binary(): Uint8Array;
  /** Steps over `count` bytes. */
  skipBytes(count: number): void;
  listBegin(): number;
  setBegin(): number;
  mapBegin(): number;
}
