import type { I64 } from './i64.ts';
import type { MessageHeader } from './message-header.ts';
import type { ThriftType } from './thrift-type.ts';

/**
 * Writes thrift values; the same calls give the bytes of either protocol.
 *
 * A struct is `structBegin`, for each field `field` and its value (`fieldBool` has its value in the
 * call), `structEnd`. A container is its `…Begin` and then the elements, keys and values in turn.
 * Numbers out of the range of their type are refused with an InvariantError before anything of them
 * is written.
 */
export interface ThriftWriter {
  messageBegin(header: MessageHeader): void;
  structBegin(): void;
  structEnd(): void;
  /** @param id - an i16; negative ids are the implicit ones of old definitions. */
  field(type: ThriftType, id: number): void;
  fieldBool(id: number, value: boolean): void;
  bool(value: boolean): void;
  i8(value: number): void;
  i16(value: number): void;
  i32(value: number): void;
  i64(value: I64): void;
  double(value: number): void;
  /** Lone surrogates become U+FFFD. */
  text(value: string): void;
  binary(value: Uint8Array): void;
  listBegin(elementType: ThriftType, count: number): void;
  setBegin(elementType: ThriftType, count: number): void;
  mapBegin(types: MapTypes, count: number): void;
}

/** Type ids of a map's two sides. */
export interface MapTypes {
  readonly key: ThriftType;
  readonly value: ThriftType;
}
