import type { ByteReader, ByteWriter } from '../../../src/base/bytes.ts';
import { BinaryProtocolReader } from '../../../src/codec/thrift/binary-protocol-reader.ts';
import { BinaryProtocolWriter } from '../../../src/codec/thrift/binary-protocol-writer.ts';
import { CompactProtocolReader } from '../../../src/codec/thrift/compact-protocol-reader.ts';
import { CompactProtocolWriter } from '../../../src/codec/thrift/compact-protocol-writer.ts';
import type { ThriftReader } from '../../../src/codec/thrift/thrift-reader.ts';
import type { ThriftWriter } from '../../../src/codec/thrift/thrift-writer.ts';
import { nodeUtf8 } from '../../../src/io/platform/ports.ts';

export type ProtocolName = 'thrift binary' | 'thrift compact';

/** How to get at a protocol's writer and reader. */
export interface Protocol {
  /** What keeps one writer for as long as the bytes go to the same place. */
  readonly writer: () => (out: ByteWriter) => ThriftWriter;
  readonly reader: (source: ByteReader) => ThriftReader;
}

export const PROTOCOLS: Readonly<Record<ProtocolName, Protocol>> = {
  'thrift binary': {
    writer: () => kept((out) => new BinaryProtocolWriter(out, nodeUtf8)),
    reader: (source) => new BinaryProtocolReader(source, nodeUtf8),
  },
  'thrift compact': {
    writer: () => kept((out) => new CompactProtocolWriter(out, nodeUtf8)),
    reader: (source) => new CompactProtocolReader(source, nodeUtf8),
  },
};

function kept<Writer extends ThriftWriter>(
  make: (out: ByteWriter) => Writer,
): (out: ByteWriter) => Writer {
  let target: ByteWriter | null = null;
  let writer: Writer | null = null;
  return (out) => {
    if (writer === null || target !== out) {
      target = out;
      writer = make(out);
    }
    return writer;
  };
}
