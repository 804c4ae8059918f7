import type { ByteReader } from '../../base/bytes.ts';
import { DecodeError } from '../../base/errors.ts';
import { THRIFT_DEPTH_MAX } from '../../base/limits.ts';
import type { Utf8 } from '../../base/ports.ts';
import { TextWindow } from '../text/text-window.ts';
import { COMPACT_TRUE, thriftTypeOfCompact } from './compact-type.ts';
import { COMPACT_ELEMENT_BYTES, elementBytesMin, expectCount } from './element-bytes.ts';
import type { I64 } from './i64.ts';
import { type MessageHeader, toMessageType } from './message-header.ts';
import { skipValue } from './skip-value.ts';
import type { ThriftReader } from './thrift-reader.ts';
import { ThriftType } from './thrift-type.ts';
import { readVarint32, readVarint64, unzigzag32, unzigzag64 } from './varint.ts';

const PROTOCOL_ID = 0x82;
const VERSION_MASK = 0x1f;
const VERSION_1 = 1;
const LONG_COUNT = 15;

/** Reads TCompactProtocol from where `source` stands. */
export class CompactProtocolReader implements ThriftReader {
  readonly source: ByteReader;
  readonly #texts: TextWindow;
  readonly #outerFieldIds: number[] = [];
  #fieldBool = false;
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
    const id = this.source.u8();
    if (id !== PROTOCOL_ID) {
      throw new DecodeError(`a message begins with ${id}, expected ${PROTOCOL_ID},`, start);
    }
    const versionAndType = this.source.u8();
    if ((versionAndType & VERSION_MASK) !== VERSION_1) {
      throw new DecodeError('a message of another version than 1', start);
    }
    const type = toMessageType(versionAndType >> 5, start);
    const sequence = readVarint32(this.source) | 0;
    return { type, sequence, name: this.text() };
  }

  structBegin(): void {
    this.#outerFieldIds.push(this.fieldId);
    this.fieldId = 0;
  }

  nextField(): boolean {
    const at = this.source.at;
    const head = this.source.u8();
    const nibble = head & 0x0f;
    this.fieldType = thriftTypeOfCompact(nibble, at);
    if (this.fieldType === ThriftType.stop) {
      this.fieldId = this.#outerFieldIds.pop() ?? 0;
      return false;
    }
    this.#fieldBool = nibble === COMPACT_TRUE;
    this.fieldId = head < 0x10 ? this.i16() : this.#idAfter(head >> 4, at);
    return true;
  }

  fieldIs(id: number, type: number): boolean {
    return this.fieldId === id && this.fieldType === type;
  }

  fieldBool(): boolean {
    return this.#fieldBool;
  }

  skipField(levels = THRIFT_DEPTH_MAX): void {
    if (this.fieldType !== ThriftType.bool) {
      skipValue(this, this.fieldType, levels);
    }
  }

  bool(): boolean {
    return this.source.u8() === COMPACT_TRUE;
  }

  i8(): number {
    return (this.source.u8() << 24) >> 24;
  }

  i16(): number {
    const at = this.source.at;
    const value = this.i32();
    if ((value << 16) >> 16 !== value) {
      throw new DecodeError(`${value}, which is no 16-bit number,`, at);
    }
    return value;
  }

  i32(): number {
    return unzigzag32(readVarint32(this.source));
  }

  i64(): I64 {
    return unzigzag64(readVarint64(this.source));
  }

  double(): number {
    const at = this.source.take(8);
    const { buffer, byteOffset } = this.source.bytes;
    return new DataView(buffer, byteOffset + at, 8).getFloat64(0, true);
  }

  text(): string {
    const length = readVarint32(this.source);
    const start = this.source.take(length);
    return this.#texts.read(start, start + length);
  }

  binary(): Uint8Array {
    return this.source.raw(readVarint32(this.source));
  }

  skipBytes(count: number): void {
    this.source.take(count);
  }

  listBegin(): number {
    const at = this.source.at;
    const head = this.source.u8();
    this.elementType = thriftTypeOfCompact(head & 0x0f, at);
    const short = head >> 4;
    const count = short === LONG_COUNT ? readVarint32(this.source) : short;
    if (count > 0) {
      this.#expect(count, this.#bytesMin(this.elementType));
    }
    return count;
  }

  setBegin(): number {
    return this.listBegin();
  }

  mapBegin(): number {
    const count = readVarint32(this.source);
    const at = this.source.at;
    const types = count === 0 ? ThriftType.stop : this.source.u8();
    this.keyType = thriftTypeOfCompact(types >> 4, at);
    this.valueType = thriftTypeOfCompact(types & 0x0f, at);
    if (count > 0) {
      this.#expect(count, this.#bytesMin(this.keyType) + this.#bytesMin(this.valueType));
    }
    return count;
  }

  #idAfter(delta: number, at: number): number {
    const id = this.fieldId + delta;
    if (id > 0x7f_ff) {
      throw new DecodeError(`field ${id}, which is no 16-bit number,`, at);
    }
    return id;
  }

  #bytesMin(type: number): number {
    return elementBytesMin(COMPACT_ELEMENT_BYTES, type, this.source.at);
  }

  #expect(count: number, bytesEach: number): void {
    expectCount(count, bytesEach, this.source.remaining, this.source.at);
  }
}
