import type { ByteReader } from '../../base/bytes.ts';
import { DecodeError } from '../../base/errors.ts';
import { THRIFT_DEPTH_MAX } from '../../base/limits.ts';
import type { Utf8 } from '../../base/ports.ts';
import { TextWindow } from '../text/text-window.ts';
import { BINARY_ELEMENT_BYTES, elementBytesMin, expectCount } from './element-bytes.ts';
import type { I64 } from './i64.ts';
import { type MessageHeader, toMessageType } from './message-header.ts';
import { skipValue } from './skip-value.ts';
import type { ThriftReader } from './thrift-reader.ts';
import { ThriftType } from './thrift-type.ts';

const VERSION_MASK = 0xff_ff_00_00 | 0;
const VERSION_1 = 0x80_01_00_00 | 0;

/** Reads TBinaryProtocol from where `source` stands; message headers with and without a version. */
export class BinaryProtocolReader implements ThriftReader {
  readonly source: ByteReader;
  readonly #texts: TextWindow;
  fieldType: number = ThriftType.stop;
  fieldId = 0;
  elementType: number = ThriftType.stop;
  keyType: number = ThriftType.stop;
  valueType: number = ThriftType.stop;

  constructor(source: ByteReader, utf8: Utf8) {
    this.source = source;
    this.#texts = new TextWindow(source.bytes, source.end, utf8);
  }

  get at(): number {
    return this.source.at;
  }

  messageBegin(): MessageHeader {
    const start = this.source.at;
    const word = this.i32();
    if (word >= 0) {
      this.source.at = start;
      const name = this.text();
      return { name, type: toMessageType(this.i8(), start), sequence: this.i32() };
    }
    if ((word & VERSION_MASK) !== VERSION_1) {
      throw new DecodeError('a message of another version than 1', start);
    }
    const type = toMessageType(word & 0xff, start);
    return { type, name: this.text(), sequence: this.i32() };
  }

  structBegin(): void {}

  nextField(): boolean {
    this.fieldType = this.source.u8();
    if (this.fieldType === ThriftType.stop) {
      return false;
    }
    this.fieldId = this.i16();
    return true;
  }

  fieldIs(id: number, type: number): boolean {
    return this.fieldId === id && this.fieldType === type;
  }

  fieldBool(): boolean {
    return this.bool();
  }

  skipField(levels = THRIFT_DEPTH_MAX): void {
    skipValue(this, this.fieldType, levels);
  }

  bool(): boolean {
    return this.source.u8() !== 0;
  }

  i8(): number {
    return (this.source.u8() << 24) >> 24;
  }

  i16(): number {
    const at = this.source.take(2);
    const bytes = this.source.bytes;
    return (((bytes[at] as number) << 24) >> 16) | (bytes[at + 1] as number);
  }

  i32(): number {
    const at = this.source.take(4);
    const bytes = this.source.bytes;
    const high = ((bytes[at] as number) << 24) | ((bytes[at + 1] as number) << 16);
    return high | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number);
  }

  i64(): I64 {
    const high = this.i32();
    return { high, low: this.i32() >>> 0 };
  }

  double(): number {
    const at = this.source.take(8);
    const { buffer, byteOffset } = this.source.bytes;
    return new DataView(buffer, byteOffset + at, 8).getFloat64(0);
  }

  text(): string {
    const length = this.#size();
    const start = this.source.take(length);
    return this.#texts.read(start, start + length);
  }

  binary(): Uint8Array {
    return this.source.raw(this.#size());
  }

  skipBytes(count: number): void {
    this.source.take(count);
  }

  listBegin(): number {
    this.elementType = this.source.u8();
    const count = this.#size();
    if (count > 0) {
      this.#expect(count, this.#bytesMin(this.elementType));
    }
    return count;
  }

  setBegin(): number {
    return this.listBegin();
  }

  mapBegin(): number {
    this.keyType = this.source.u8();
    this.valueType = this.source.u8();
    const count = this.#size();
    if (count > 0) {
      this.#expect(count, this.#bytesMin(this.keyType) + this.#bytesMin(this.valueType));
    }
    return count;
  }

  #size(): number {
    const at = this.source.at;
    const size = this.i32();
    if (size < 0) {
      throw new DecodeError(`a size of ${size}`, at);
    }
    return size;
  }

  #bytesMin(type: number): number {
    return elementBytesMin(BINARY_ELEMENT_BYTES, type, this.source.at);
  }

  #expect(count: number, bytesEach: number): void {
    expectCount(count, bytesEach, this.source.remaining, this.source.at);
  }
}
