import { ByteReader } from '../../../src/base/bytes.ts';
import {
  type RaftAttribute,
  readRaftAttribute,
} from '../../../src/codec/records/raft-attribute.ts';
import { BinaryProtocolReader } from '../../../src/codec/thrift/binary-protocol-reader.ts';
import { nodeUtf8 } from '../../../src/io/platform/ports.ts';
import { EncodedRecords } from '../../load/encoded-records.ts';

/** Where the suite's records come from and what the server does with them. */
export interface RecordCodec {
  /** Record number `n` as bytes; the same number always gives the same bytes. */
  encode(n: number): Uint8Array;
  /** @throws DecodeError */
  decode(bytes: Uint8Array): unknown;
}

/** RaftAttribute (seeds.md TH-02) as a bare struct in TBinaryProtocol, with the seeds' sizes (10.1). */
export const recordCodec: RecordCodec = { encode: encodeRecord, decode: decodeRecord };

const OPTIONS = { seed: 'simple', workload: 'mraft' } as const;

/** Made when the first record is asked for: the server only decodes. */
let records: EncodedRecords | null = null;

function encodeRecord(n: number): Uint8Array {
  records ??= new EncodedRecords(OPTIONS);
  return records.make(n).value.slice();
}

function decodeRecord(bytes: Uint8Array): RaftAttribute {
  const source = new ByteReader(bytes);
  const record = readRaftAttribute(new BinaryProtocolReader(source, nodeUtf8));
  source.expectEnd();
  return record;
}
