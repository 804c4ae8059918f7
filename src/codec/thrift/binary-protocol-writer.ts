import type { ByteWriter } from '../../base/bytes.ts';
import type { Utf8 } from '../../base/ports.ts';
import { ASCII_END, putOneByteText } from '../text/one-byte-text.ts';
import type { I64 } from './i64.ts';
import { expectI8, expectI16, expectI32 } from './integer-range.ts';
import type { MessageHeader } from './message-header.ts';
import { ThriftType } from './thrift-type.ts';
import type { MapTypes, ThriftWriter } from './thrift-writer.ts';

const VERSION_1 = 0x80_01_00_00;
/** A longer text is worth a call into the platform. */
const LOOP_TEXT_MAX = 256;

/** TBinaryProtocol: everything has a fixed width, most significant byte first. */
export class BinaryProtocolWriter implements ThriftWriter {
  readonly out: ByteWriter;
  readonly #utf8: Utf8;
  readonly #strict: boolean;

  /** @param strict - whether message headers begin with a version, as all but the oldest do. */
  constructor(out: ByteWriter, utf8: Utf8, strict = true) {
    this.out = out;
    this.#utf8 = utf8;
    this.#strict = strict;
  }

  messageBegin(header: MessageHeader): void {
    if (this.#strict) {
      this.#word(VERSION_1 | header.type);
      this.text(header.name);
    } else {
      this.text(header.name);
      this.i8(header.type);
    }
    this.i32(header.sequence);
  }

  structBegin(): void {}

  structEnd(): void {
    this.out.u8(ThriftType.stop);
  }

  field(type: ThriftType, id: number): void {
    expectI16(id);
    const at = this.out.reserve(3);
    const bytes = this.out.bytes;
    bytes[at] = type;
    bytes[at + 1] = id >> 8;
    bytes[at + 2] = id;
  }

  fieldBool(id: number, value: boolean): void {
    this.field(ThriftType.bool, id);
    this.bool(value);
  }

  bool(value: boolean): void {
    this.out.u8(value ? 1 : 0);
  }

  i8(value: number): void {
    expectI8(value);
    this.out.u8(value);
  }

  i16(value: number): void {
    expectI16(value);
    const at = this.out.reserve(2);
    this.out.bytes[at] = value >> 8;
    this.out.bytes[at + 1] = value;
  }

  i32(value: number): void {
    expectI32(value);
    this.#word(value);
  }

  i64(value: I64): void {
    this.#word(value.high);
    this.#word(value.low);
  }

  double(value: number): void {
    const at = this.out.reserve(8);
    const { buffer, byteOffset } = this.out.bytes;
    new DataView(buffer, byteOffset + at, 8).setFloat64(0, value);
  }

  text(value: string): void {
    if (value.length > LOOP_TEXT_MAX) {
      this.binary(this.#utf8.encode(value));
      return;
    }
    const at = this.out.reserve(4 + value.length);
    if (putOneByteText(this.out.bytes, at + 4, value) < ASCII_END) {
      putWord(this.out.bytes, at, value.length);
    } else {
      this.out.length = at;
      this.binary(this.#utf8.encode(value));
    }
  }

  binary(value: Uint8Array): void {
    this.i32(value.length);
    this.out.raw(value);
  }

  listBegin(elementType: ThriftType, count: number): void {
    this.out.u8(elementType);
    this.i32(count);
  }

  setBegin(elementType: ThriftType, count: number): void {
    this.listBegin(elementType, count);
  }

  mapBegin(types: MapTypes, count: number): void {
    this.out.u8(types.key);
    this.out.u8(types.value);
    this.i32(count);
  }

  #word(value: number): void {
    const at = this.out.reserve(4);
    putWord(this.out.bytes, at, value);
  }
}

function putWord(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}
