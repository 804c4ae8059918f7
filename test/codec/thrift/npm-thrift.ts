import thrift, { type Thrift, type TProtocol } from 'thrift';
import type { I64 } from '../../../src/codec/thrift/i64.ts';
import type { MessageHeader } from '../../../src/codec/thrift/message-header.ts';
import type { ThriftType } from '../../../src/codec/thrift/thrift-type.ts';
import type { MapTypes, ThriftWriter } from '../../../src/codec/thrift/thrift-writer.ts';
import type { Protocol } from './protocols.ts';

/** What `write` writes when the official package does the writing. */
export function encodeWithPackage(
  protocol: Protocol,
  write: (writer: ThriftWriter) => void,
): Uint8Array {
  let bytes = new Uint8Array(0);
  const transport = new thrift.TBufferedTransport(undefined, (message) => {
    bytes = Uint8Array.from(message ?? []);
  });
  const Official = protocol === 'binary' ? thrift.TBinaryProtocol : thrift.TCompactProtocol;
  write(new PackageWriter(new Official(transport)));
  transport.flush();
  return bytes;
}

/** Passes every call on to a protocol of the official package. */
class PackageWriter implements ThriftWriter {
  readonly #protocol: TProtocol;

  constructor(protocol: TProtocol) {
    this.#protocol = protocol;
  }

  messageBegin({ name, type, sequence }: MessageHeader): void {
    this.#protocol.writeMessageBegin(name, type as Thrift.MessageType, sequence);
  }

  structBegin(): void {
    this.#protocol.writeStructBegin('');
  }

  structEnd(): void {
    this.#protocol.writeFieldStop();
    this.#protocol.writeStructEnd();
  }

  field(type: ThriftType, id: number): void {
    this.#protocol.writeFieldBegin('', official(type), id);
  }

  fieldBool(id: number, value: boolean): void {
    this.#protocol.writeFieldBegin('', thrift.Thrift.Type.BOOL, id);
    this.#protocol.writeBool(value);
  }

  bool(value: boolean): void {
    this.#protocol.writeBool(value);
  }

  i8(value: number): void {
    this.#protocol.writeByte(value);
  }

  i16(value: number): void {
    this.#protocol.writeI16(value);
  }

  i32(value: number): void {
    this.#protocol.writeI32(value);
  }

  i64(value: I64): void {
    const bytes = Buffer.alloc(8);
    bytes.writeInt32BE(value.high, 0);
    bytes.writeUInt32BE(value.low, 4);
    this.#protocol.writeI64(new thrift.Int64(bytes));
  }

  double(value: number): void {
    this.#protocol.writeDouble(value);
  }

  text(value: string): void {
    this.#protocol.writeString(value);
  }

  binary(value: Uint8Array): void {
    this.#protocol.writeBinary(Buffer.from(value));
  }

  listBegin(elementType: ThriftType, count: number): void {
    this.#protocol.writeListBegin(official(elementType), count);
  }

  setBegin(elementType: ThriftType, count: number): void {
    this.#protocol.writeSetBegin(official(elementType), count);
  }

  mapBegin(types: MapTypes, count: number): void {
    this.#protocol.writeMapBegin(official(types.key), official(types.value), count);
  }
}

/** The type ids are the same numbers. */
function official(type: ThriftType): Thrift.Type {
  return type as number as Thrift.Type;
}
