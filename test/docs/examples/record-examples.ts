import { ByteReader, ByteWriter } from '../../../src/base/bytes.ts';
import { readCommand, writeCommand } from '../../../src/codec/records/command.ts';
import { decodeRaftAttribute } from '../../../src/codec/records/decode-raft-attribute.ts';
import { encodeRaftAttribute } from '../../../src/codec/records/encode-raft-attribute.ts';
import { type Pair, readPair, writePair } from '../../../src/codec/records/pair.ts';
import {
  type RaftAttribute,
  readRaftAttribute,
  writeRaftAttribute,
} from '../../../src/codec/records/raft-attribute.ts';
import { readReadArgument, writeReadArgument } from '../../../src/codec/records/read-argument.ts';
import { writeSeedRecord } from '../../../src/codec/seed-streams/seed-format.ts';
import { SeedStreamReader } from '../../../src/codec/seed-streams/seed-stream-reader.ts';
import { BinaryProtocolReader } from '../../../src/codec/thrift/binary-protocol-reader.ts';
import { BinaryProtocolWriter } from '../../../src/codec/thrift/binary-protocol-writer.ts';
import { i64FromBigint, i64FromNumber } from '../../../src/codec/thrift/i64.ts';
import { nodeGzip } from '../../../src/io/platform/gzip.ts';
import { nodeUtf8 } from '../../../src/io/platform/ports.ts';
import { ascii, example, type FormatExample, type FormatExamples } from './format-example.ts';

const ATTRIBUTE: RaftAttribute = {
  attrId: i64FromNumber(1_234_567),
  attrName: 'name',
  ages: [1, 200],
  locations: [['k', 'v']],
  timestamp: i64FromBigint(1_567_000_000_000_000_000n),
};

function thriftExample<T>(
  value: T,
  write: (writer: BinaryProtocolWriter, value: T) => void,
  read: (reader: BinaryProtocolReader) => unknown,
): FormatExample {
  return example(
    value,
    () => {
      const out = new ByteWriter();
      write(new BinaryProtocolWriter(out, nodeUtf8), value);
      return out.copy();
    },
    (bytes) => read(new BinaryProtocolReader(new ByteReader(bytes), nodeUtf8)),
  );
}

/** Records that the load generator and other stores use. */
export const RECORD_EXAMPLES: FormatExamples = {
  'thrift-command': thriftExample(
    { cmd: 'upsert', hashKey: i64FromNumber(10_000), key: 'k', val: ascii('v') },
    writeCommand,
    readCommand,
  ),
  'thrift-raft-attribute': thriftExample(ATTRIBUTE, writeRaftAttribute, readRaftAttribute),
  'thrift-read-argument': thriftExample(
    { key: 'k', hashKey: i64FromNumber(10_000), sync: true },
    writeReadArgument,
    readReadArgument,
  ),
  'raft-attribute': example(
    ATTRIBUTE,
    (attribute) => {
      const out = new ByteWriter();
      encodeRaftAttribute(out, attribute, nodeUtf8);
      return out.copy();
    },
    (bytes) => decodeRaftAttribute(bytes, nodeUtf8),
  ),
  pair: example(
    { key: ascii('key'), value: ascii('value') },
    (pair) => {
      const out = new ByteWriter();
      writePair(out, pair);
      return out.copy();
    },
    (bytes) => readPair(new ByteReader(bytes)),
  ),
  'seed-sn-02': example(
    [{ key: ascii('key'), value: ascii('value') }],
    ([pair]) => {
      const out = new ByteWriter();
      writeSeedRecord(out, 'sn-02', pair as Pair, nodeGzip);
      return out.copy();
    },
    (bytes) => new SeedStreamReader('sn-02', nodeGzip).push(bytes),
  ),
};
