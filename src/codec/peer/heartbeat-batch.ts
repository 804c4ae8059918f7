import type { ByteReader, ByteWriter } from '../../base/bytes.ts';
import { DecodeError } from '../../base/errors.ts';
import { GROUP_ID_MAX, type GroupId, toGroupId, toLogIndex, toTerm } from '../../base/ids.ts';
import { GROUPS_MAX } from '../../base/limits.ts';
import type { Heartbeat, HeartbeatResponse } from '../../raft/message.ts';
import { readVarint, writeVarint } from '../varint.ts';
import type { PeerMessage } from './peer-message.ts';

/** A heartbeat of one group, or the answer to one. */
export interface HeartbeatMessage {
  readonly group: GroupId;
  readonly message: Heartbeat | HeartbeatResponse;
}

/**
 * Kinds of messages that exist on the wire alone: the heartbeats, or the answers to them, of many
 * groups. Since version 2.
 */
export const HEARTBEATS_KIND = 64;
export const HEARTBEAT_RESPONSES_KIND = 65;

/** Fewest bytes that one group takes. */
const GROUP_BYTES_MIN = 3;

export function isHeartbeat(message: PeerMessage): message is HeartbeatMessage {
  const { kind } = message.message;
  return kind === 'heartbeat' || kind === 'heartbeatResponse';
}

/** Writes messages of one kind, at most `GROUPS_MAX`, as one. */
export function writeHeartbeats(writer: ByteWriter, batch: readonly HeartbeatMessage[]): void {
  const sorted = [...batch].sort((a, b) => a.group - b.group);
  const isHeartbeats = sorted[0]?.message.kind === 'heartbeat';
  writer.u8(isHeartbeats ? HEARTBEATS_KIND : HEARTBEAT_RESPONSES_KIND);
  writer.u16(sorted.length);
  let previous = 0;
  for (const { group, message } of sorted) {
    writeVarint(writer, group - previous);
    previous = group;
    writeVarint(writer, message.term);
    if (message.kind === 'heartbeat') {
      writeVarint(writer, message.commitIndex);
    }
    writeVarint(writer, message.readCounter);
  }
}

/** Reads what `writeHeartbeats` wrote into `messages`, one for each group. @throws DecodeError */
export function readHeartbeats(
  reader: ByteReader,
  { from, to }: Pick<Heartbeat, 'from' | 'to'>,
  messages: PeerMessage[],
): void {
  const isHeartbeats = reader.u8() === HEARTBEATS_KIND;
  const count = reader.u16();
  if (count > GROUPS_MAX || count * GROUP_BYTES_MIN > reader.remaining) {
    throw new DecodeError(`heartbeats of ${count} groups are announced`, reader.at);
  }
  let previous = 0;
  for (let i = 0; i < count; i++) {
    previous += readVarint(reader);
    if (previous > GROUP_ID_MAX) {
      throw new DecodeError(`${previous} is no group`, reader.at);
    }
    const group = toGroupId(previous);
    const term = toTerm(readVarint(reader));
    if (isHeartbeats) {
      const commitIndex = toLogIndex(readVarint(reader));
      const readCounter = readVarint(reader);
      messages.push({
        group,
        message: { kind: 'heartbeat', from, to, term, commitIndex, readCounter },
      });
    } else {
      const readCounter = readVarint(reader);
      messages.push({ group, message: { kind: 'heartbeatResponse', from, to, term, readCounter } });
    }
  }
}
