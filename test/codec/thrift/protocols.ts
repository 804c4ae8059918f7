import { ByteReader, ByteWriter } from '../../../src/base/bytes.ts';
import { BinaryProtocolReader } from '../../../src/codec/thrift/binary-protocol-reader.ts';
import { BinaryProtocolWriter } from '../../../src/codec/thrift/binary-protocol-writer.ts';
import { CompactProtocolReader } from '../../../src/codec/thrift/compact-protocol-reader.ts';
import { CompactProtocolWriter } from '../../../src/codec/thrift/compact-protocol-writer.ts';
import type { ThriftReader } from '../../../src/codec/thrift/thrift-reader.ts';
import type { ThriftWriter } from '../../../src/codec/thrift/thrift-writer.ts';
import { nodeUtf8 } from '../../../src/io/platform/ports.ts';

export const PROTOCOLS = ['binary', 'compact'] as const;

export type Protocol = (typeof PROTOCOLS)[number];

/** What `write` writes in `protocol`. @param strict - see `BinaryProtocolWriter`. */
export function encodeWith(
  protocol: Protocol,
  write: (writer: ThriftWriter) => void,
  strict = true,
): Uint8Array {
  const out = new ByteWriter(1);
  write(
    protocol === 'binary'
      ? new BinaryProtocolWriter(out, nodeUtf8, strict)
      : new CompactProtocolWriter(out, nodeUtf8),
  );
  return out.copy();
}

/** A reader of `protocol` at the beginning of `bytes`. */
export function readerOf(protocol: Protocol, bytes: Uint8Array): ThriftReader {
  const source = new ByteReader(bytes);
  return protocol === 'binary'
    ? new BinaryProtocolReader(source, nodeUtf8)
    : new CompactProtocolReader(source, nodeUtf8);
}
