import type { ByteWriter } from '../../base/bytes.ts';
import { present } from '../../base/invariant.ts';
import type { Utf8 } from '../../base/ports.ts';
import { ASCII_END, putOneByteText } from '../text/one-byte-text.ts';
import { COMPACT_FALSE, COMPACT_TRUE, compactTypeOf } from './compact-type.ts';
import type { I64 } from './i64.ts';
import { expectI8, expectI16, expectI32 } from './integer-range.ts';
import type { MessageHeader } from './message-header.ts';
import { ThriftType } from './thrift-type.ts';
import type { MapTypes, ThriftWriter } from './thrift-writer.ts';
import { writeVarint32, writeVarint64, zigzag32, zigzag64 } from './varint.ts';

const PROTOCOL_ID = 0x82;
const VERSION_1 = 1;
/** A longer text is worth a call into the platform. */
const LOOP_TEXT_MAX = 256;
const DELTA_MAX = 15;
const SHORT_COUNT_MAX = 14;
const LONG_COUNT = 0xf0;

/** TCompactProtocol: variable-length numbers, field ids as differences. */
export class CompactProtocolWriter implements ThriftWriter {
  readonly out: ByteWriter;
  readonly #utf8: Utf8;
  readonly #outerFieldIds: number[] = [];
  #fieldId = 0;

  constructor(out: ByteWriter, utf8: Utf8) {
    this.out = out;
    this.#utf8 = utf8;
  }

  messageBegin(header: MessageHeader): void {
    expectI32(header.sequence);
    this.out.u8(PROTOCOL_ID);
    this.out.u8(VERSION_1 | (header.type << 5));
    writeVarint32(this.out, header.sequence);
    this.text(header.name);
  }

  structBegin(): void {
    this.#outerFieldIds.push(this.#fieldId);
    this.#fieldId = 0;
  }

  structEnd(): void {
    this.out.u8(ThriftType.stop);
    this.#fieldId = present(this.#outerFieldIds.pop(), 'a struct that ends has begun');
  }

  field(type: ThriftType, id: number): void {
    this.#field(compactTypeOf(type), id);
  }

  fieldBool(id: number, value: boolean): void {
    this.#field(value ? COMPACT_TRUE : COMPACT_FALSE, id);
  }

  bool(value: boolean): void {
    this.out.u8(value ? COMPACT_TRUE : COMPACT_FALSE);
  }

  i8(value: number): void {
    expectI8(value);
    this.out.u8(value);
  }

  i16(value: number): void {
    expectI16(value);
    writeVarint32(this.out, zigzag32(value));
  }

  i32(value: number): void {
    expectI32(value);
    writeVarint32(this.out, zigzag32(value));
  }

  i64(value: I64): void {
    writeVarint64(this.out, zigzag64(value));
  }

  /** Least significant byte first, unlike TBinaryProtocol. */
  double(value: number): void {
    const at = this.out.reserve(8);
    const { buffer, byteOffset } = this.out.bytes;
    new DataView(buffer, byteOffset + at, 8).setFloat64(0, value, true);
  }

  text(value: string): void {
    if (value.length > LOOP_TEXT_MAX) {
      this.binary(this.#utf8.encode(value));
      return;
    }
    const start = this.out.length;
    writeVarint32(this.out, value.length);
    const at = this.out.reserve(value.length);
    if (putOneByteText(this.out.bytes, at, value) >= ASCII_END) {
      this.out.length = start;
      this.binary(this.#utf8.encode(value));
    }
  }

  binary(value: Uint8Array): void {
    writeVarint32(this.out, value.length);
    this.out.raw(value);
  }

  listBegin(elementType: ThriftType, count: number): void {
    const type = compactTypeOf(elementType);
    if (count <= SHORT_COUNT_MAX) {
      this.out.u8((count << 4) | type);
    } else {
      this.out.u8(LONG_COUNT | type);
      writeVarint32(this.out, count);
    }
  }

  setBegin(elementType: ThriftType, count: number): void {
    this.listBegin(elementType, count);
  }

  /** An empty map is one byte and does not say its types. */
  mapBegin(types: MapTypes, count: number): void {
    writeVarint32(this.out, count);
    if (count > 0) {
      this.out.u8((compactTypeOf(types.key) << 4) | compactTypeOf(types.value));
    }
  }

  #field(type: number, id: number): void {
    expectI16(id);
    const delta = id - this.#fieldId;
    if (delta >= 1 && delta <= DELTA_MAX) {
      this.out.u8((delta << 4) | type);
    } else {
      this.out.u8(type);
      writeVarint32(this.out, zigzag32(id));
    }
    this.#fieldId = id;
  }
}
