import fc from 'fast-check';
import { ByteWriter } from '../../src/base/bytes.ts';
import { readCommand, writeCommand } from '../../src/codec/records/command.ts';
import { decodeRaftAttribute } from '../../src/codec/records/decode-raft-attribute.ts';
import { encodeRaftAttribute } from '../../src/codec/records/encode-raft-attribute.ts';
import { readRaftAttribute, writeRaftAttribute } from '../../src/codec/records/raft-attribute.ts';
import { readReadArgument, writeReadArgument } from '../../src/codec/records/read-argument.ts';
import type { ThriftReader } from '../../src/codec/thrift/thrift-reader.ts';
import type { ThriftWriter } from '../../src/codec/thrift/thrift-writer.ts';
import { nodeUtf8 } from '../../src/io/platform/ports.ts';
import { anyCommand, anyRaftAttribute, anyReadArgument } from '../codec/records/any-record.ts';
import { anyStruct } from '../codec/thrift/any-value.ts';
import { encodeWith, PROTOCOLS, type Protocol, readerOf } from '../codec/thrift/protocols.ts';
import { readValue } from '../codec/thrift/read-value.ts';
import { writeValue } from '../codec/thrift/write-value.ts';
import { type FuzzedDecoder, SAMPLES } from './fuzzed-decoder.ts';

/** Both thrift protocols: any struct by its schema, unknown fields, and the records of the seeds. */
export const THRIFT_DECODERS: readonly FuzzedDecoder[] = PROTOCOLS.flatMap((protocol) => [
  ...structDecoders(protocol),
  recordDecoder(protocol, 'command', anyCommand, writeCommand, readCommand),
  recordDecoder(
    protocol,
    'raft-attribute',
    anyRaftAttribute,
    writeRaftAttribute,
    readRaftAttribute,
  ),
  recordDecoder(protocol, 'read-argument', anyReadArgument, writeReadArgument, readReadArgument),
]);

export const RECORD_DECODERS: readonly FuzzedDecoder[] = [
  {
    name: 'raft-attribute',
    title: 'a RaftAttribute in its own layout',
    samples: fc.sample(anyRaftAttribute, SAMPLES).map((record) => {
      const out = new ByteWriter();
      encodeRaftAttribute(out, record, nodeUtf8);
      return out.copy();
    }),
    decode: (bytes) => decodeRaftAttribute(bytes, nodeUtf8),
  },
];

function structDecoders(protocol: Protocol): FuzzedDecoder[] {
  const structs = fc.sample(anyStruct, { ...SAMPLES, numRuns: 200 });
  const samples = structs.map(({ schema, value }) =>
    encodeWith(protocol, (writer) => writeValue(writer, schema, value)),
  );
  const schemaOf = (sample: number) => structs[sample]?.schema ?? { struct: [] };
  return [
    {
      name: `thrift-${protocol}`,
      title: `a struct in thrift's ${protocol} protocol`,
      samples,
      decode: (bytes, sample) => readValue(readerOf(protocol, bytes), schemaOf(sample)),
    },
    {
      name: `thrift-${protocol}-unknown`,
      title: `a struct of unknown fields in thrift's ${protocol} protocol`,
      samples,
      decode: (bytes) => readValue(readerOf(protocol, bytes), { struct: [] }),
    },
  ];
}

function recordDecoder<T>(
  protocol: Protocol,
  name: string,
  any: fc.Arbitrary<T>,
  write: (writer: ThriftWriter, record: T) => void,
  read: (reader: ThriftReader) => T,
): FuzzedDecoder {
  return {
    name: `thrift-${protocol}-${name}`,
    title: `a ${name} in thrift's ${protocol} protocol`,
    samples: fc
      .sample(any, SAMPLES)
      .map((record) => encodeWith(protocol, (writer) => write(writer, record))),
    decode: (bytes) => read(readerOf(protocol, bytes)),
  };
}
