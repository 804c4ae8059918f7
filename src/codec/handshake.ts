import { ByteReader, ByteWriter, readU32 } from '../base/bytes.ts';
import { DecodeError } from '../base/errors.ts';
import { NO_NODE, NODE_ID_MAX, type NodeId } from '../base/ids.ts';
import type { Checksum } from '../base/ports.ts';
import type { SpokenVersions } from './protocol-version.ts';

/** The bytes "RLAB", which no connection of another protocol begins with. */
const MAGIC = 0x42_41_4c_52;
/** Every handshake has this size. */
export const HANDSHAKE_BYTES = 32;

/** Who connects: another node, or a client. */
export type Caller = 'peer' | 'client';

/** First bytes of a connection, from whoever opened it; answered in kind. */
export interface Handshake extends SpokenVersions {
  /** The oldest version that the sender speaks: what a build that knows one version only compares. */
  readonly version: number;
  /** The newest one; at most 255 above the oldest. */
  readonly newest: number;
  readonly caller: Caller;
  /** The sender's node id; 0 from a client. */
  readonly from: NodeId;
  /** The node the sender means to reach; 0 when it does not care. */
  readonly to: NodeId;
  readonly deployment: number;
}

export function encodeHandshake(handshake: Handshake, checksum: Checksum): Uint8Array {
  const writer = new ByteWriter(HANDSHAKE_BYTES);
  writer.u32(MAGIC);
  writer.u16(handshake.version);
  writer.u8(handshake.caller === 'peer' ? 1 : 2);
  // Version 1 left this byte 0 and did not look at it.
  writer.u8(handshake.newest - handshake.version);
  writer.u64(handshake.from);
  writer.u64(handshake.to);
  writer.u32(handshake.deployment);
  writer.u32(checksum(writer.bytes, 0, writer.length, 0));
  return writer.copy();
}

/** Reads `bytes[0, HANDSHAKE_BYTES)`. @throws DecodeError when it is no handshake. */
export function decodeHandshake(bytes: Uint8Array, checksum: Checksum): Handshake {
  const reader = new ByteReader(bytes, 0, HANDSHAKE_BYTES);
  if (reader.u32() !== MAGIC) {
    throw new DecodeError('a connection does not begin with a raftlab handshake', 0);
  }
  if (checksum(bytes, 0, HANDSHAKE_BYTES - 4, 0) !== readU32(bytes, HANDSHAKE_BYTES - 4)) {
    throw new DecodeError('a handshake does not match its checksum', 0);
  }
  const version = reader.u16();
  const caller = readCaller(reader);
  const newest = version + reader.u8();
  return {
    version,
    newest,
    caller,
    from: readAnyNode(reader),
    to: readAnyNode(reader),
    deployment: reader.u32(),
  };
}

function readCaller(reader: ByteReader): Caller {
  const raw = reader.u8();
  if (raw !== 1 && raw !== 2) {
    throw new DecodeError(`a handshake has caller ${raw}`, reader.at - 1);
  }
  return raw === 1 ? 'peer' : 'client';
}

function readAnyNode(reader: ByteReader): NodeId {
  const raw = reader.u64();
  if (raw > NODE_ID_MAX) {
    throw new DecodeError(`${raw} is no node id`, reader.at - 8);
  }
  return raw === 0 ? NO_NODE : (raw as NodeId);
}
