import { ByteReader, ByteWriter } from '../../../src/base/bytes.ts';
import { decodeRaftAttribute } from '../../../src/codec/records/decode-raft-attribute.ts';
import { encodeRaftAttribute } from '../../../src/codec/records/encode-raft-attribute.ts';
import {
  type RaftAttribute,
  readRaftAttribute,
  writeRaftAttribute,
} from '../../../src/codec/records/raft-attribute.ts';
import { RaftAttributeView } from '../../../src/codec/records/raft-attribute-view.ts';
import { nodeUtf8 } from '../../../src/io/platform/ports.ts';
import type { Codec } from './measurable.ts';
import { PROTOCOLS, type ProtocolName } from './thrift-protocols.ts';

/** RaftAttribute (seeds.md TH-02) in a protocol of thrift. */
export function thriftRecord(name: ProtocolName): Codec<RaftAttribute, RaftAttribute> {
  const { writer, reader } = PROTOCOLS[name];
  const writerOf = writer();
  return {
    encode: (out, record) => writeRaftAttribute(writerOf(out), record),
    decode: (bytes) => readRaftAttribute(reader(new ByteReader(bytes))),
    weigh,
  };
}

/** RaftAttribute in raftlab's own layout. */
export const binaryRecord: Codec<RaftAttribute, RaftAttribute> = {
  encode: (out, record) => encodeRaftAttribute(out, record, nodeUtf8),
  decode: (bytes) => decodeRaftAttribute(bytes, nodeUtf8),
  weigh,
};

/** The same bytes, of which only what routing needs is read. */
export const viewedRecord: Codec<RaftAttribute, RaftAttributeView> = {
  encoded: (record) => {
    const out = new ByteWriter(4096);
    encodeRaftAttribute(out, record, nodeUtf8);
    return out.copy();
  },
  decode: (bytes) => new RaftAttributeView(bytes),
  weigh: (view) => view.attrId.low + view.attrName(nodeUtf8).length,
};

function weigh({ attrId, attrName, ages, locations, timestamp }: RaftAttribute): number {
  return (
    attrId.low +
    attrName.length +
    (ages?.length ?? 0) +
    (locations?.at(-1)?.[1].length ?? 0) +
    timestamp.low
  );
}
