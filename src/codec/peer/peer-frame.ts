import { ByteReader, ByteWriter, copyBytes, readU32, writeU32 } from '../../base/bytes.ts';
import { DecodeError } from '../../base/errors.ts';
import type { NodeId } from '../../base/ids.ts';
import { GROUPS_MAX } from '../../base/limits.ts';
import type { BufferPool, Checksum } from '../../base/ports.ts';
import { recordsBytes } from '../../raft/entry.ts';
import { forEachRun } from '../entry-record.ts';
import { FRAME_LENGTH_BYTES } from '../frame-splitter.ts';
import { PROTOCOL_NEWEST, PROTOCOL_OLDEST, type ProtocolVersion } from '../protocol-version.ts';
import {
  HEARTBEAT_RESPONSES_KIND,
  HEARTBEATS_KIND,
  type HeartbeatMessage,
  isHeartbeat,
  readHeartbeats,
  writeHeartbeats,
} from './heartbeat-batch.ts';
import { readFields, readNode, versionOfKind, writeFields } from './message-fields.ts';
import type { PeerMessage } from './peer-message.ts';

/** Length of the frame, CRC-32 of the fields, length of the fields. */
const HEADER_BYTES = FRAME_LENGTH_BYTES + 8;

/** When a frame is full enough for the next message to begin another. */
export interface FrameLimits {
  readonly messagesMax: number;
  readonly payloadBytesMax: number;
}

/** The frames of one turn for one peer: one buffer for one write. */
export interface EncodedFrames {
  /** From the pool; whoever sends it gives it back. */
  readonly buffer: Uint8Array;
  readonly length: number;
  /** Messages in them, and how many heartbeats and answers to heartbeats share one with others. */
  readonly messages: number;
  readonly coalesced: number;
}

/** What a frame says. Entries and chunks share memory with its bytes. */
export interface PeerFrame {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly deployment: number;
  readonly messages: readonly PeerMessage[];
}

interface OpenFrame {
  readonly fieldsStart: number;
  fieldsEnd: number;
  messageCount: number;
  /** Those that have payload. */
  readonly messages: PeerMessage[];
  payloadBytes: number;
}

/** Collects the messages for one peer and turns them into frames (docs/formats.md, peer frame). */
export class PeerFrameEncoder {
  readonly #from: NodeId;
  readonly #to: NodeId;
  readonly #deployment: number;
  readonly #limits: FrameLimits;
  readonly #fields = new ByteWriter(1024);
  #frames: OpenFrame[] = [];
  /** To be written together, once it is known how many they are. */
  #heartbeats: HeartbeatMessage[] = [];
  #responses: HeartbeatMessage[] = [];
  #coalesced = 0;
  /** What the peer understands. */
  version: ProtocolVersion = PROTOCOL_OLDEST;

  constructor(
    route: { readonly from: NodeId; readonly to: NodeId; readonly deployment: number },
    limits: FrameLimits,
  ) {
    this.#from = route.from;
    this.#to = route.to;
    this.#deployment = route.deployment;
    this.#limits = limits;
  }

  get isEmpty(): boolean {
    const { length } = this.#frames;
    return length === 0 && this.#heartbeats.length === 0 && this.#responses.length === 0;
  }

  /** The peer must understand messages of this kind. */
  add(message: PeerMessage): void {
    if (this.version >= 2 && isHeartbeat(message)) {
      const isAnswer = message.message.kind === 'heartbeatResponse';
      (isAnswer ? this.#responses : this.#heartbeats).push(message);
    } else {
      this.#addAlone(message);
    }
  }

  #addAlone(message: PeerMessage): void {
    const frame = this.#openFrame();
    writeFields(this.#fields, message);
    this.#close(frame, versionOfKind(message.message.kind));
    const payloadBytes = payloadBytesOf(message);
    if (payloadBytes > 0) {
      frame.messages.push(message);
      frame.payloadBytes += payloadBytes;
    }
  }

  /** As few messages as may be; one heartbeat alone stays as it always was. */
  #addTogether(heartbeats: readonly HeartbeatMessage[]): void {
    const countMax = Math.min(this.#limits.messagesMax, GROUPS_MAX);
    for (let at = 0; at < heartbeats.length; at += countMax) {
      const batch = heartbeats.slice(at, at + countMax);
      if (batch.length === 1) {
        this.#addAlone(batch[0] as HeartbeatMessage);
      } else {
        const frame = this.#openFrame();
        writeHeartbeats(this.#fields, batch);
        this.#close(frame, 2);
        this.#coalesced += batch.length;
      }
    }
  }

  /** Ends a message: its frame has the lowest version that can express it. */
  #close(frame: OpenFrame, version: ProtocolVersion): void {
    frame.fieldsEnd = this.#fields.length;
    frame.messageCount++;
    const { bytes } = this.#fields;
    bytes[frame.fieldsStart] = Math.max(version, bytes[frame.fieldsStart] as number);
  }

  /** Everything added since the last call, as one buffer. */
  finish(pool: BufferPool, checksum: Checksum): EncodedFrames {
    if (this.#heartbeats.length > 0) {
      this.#addTogether(this.#heartbeats);
      this.#heartbeats = [];
    }
    if (this.#responses.length > 0) {
      this.#addTogether(this.#responses);
      this.#responses = [];
    }
    let length = 0;
    let messages = 0;
    for (const frame of this.#frames) {
      messages += frame.messageCount;
      length += HEADER_BYTES + frame.fieldsEnd - frame.fieldsStart + frame.payloadBytes;
    }
    const buffer = pool.take(length);
    let at = 0;
    for (const frame of this.#frames) {
      at = this.#encode(frame, buffer, at, checksum);
    }
    const coalesced = this.#coalesced;
    this.#frames = [];
    this.#coalesced = 0;
    this.#fields.length = 0;
    return { buffer, length, messages, coalesced };
  }

  #openFrame(): OpenFrame {
    const last = this.#frames.length > 0 ? this.#frames[this.#frames.length - 1] : undefined;
    if (last !== undefined && this.#hasRoom(last)) {
      return last;
    }
    const fieldsStart = this.#fields.length;
    this.#fields.u8(PROTOCOL_OLDEST);
    this.#fields.u64(this.#from);
    this.#fields.u64(this.#to);
    this.#fields.u32(this.#deployment);
    const fieldsEnd = this.#fields.length;
    const frame = { fieldsStart, fieldsEnd, messageCount: 0, messages: [], payloadBytes: 0 };
    this.#frames.push(frame);
    return frame;
  }

  #hasRoom(frame: OpenFrame): boolean {
    const { messagesMax, payloadBytesMax } = this.#limits;
    return frame.messageCount < messagesMax && frame.payloadBytes < payloadBytesMax;
  }

  #encode(frame: OpenFrame, buffer: Uint8Array, start: number, checksum: Checksum): number {
    const fieldsBytes = frame.fieldsEnd - frame.fieldsStart;
    const fieldsAt = start + HEADER_BYTES;
    copyBytes(this.#fields.bytes, frame.fieldsStart, frame.fieldsEnd, buffer, fieldsAt);
    let at = fieldsAt + fieldsBytes;
    const frameBytes = at - start - FRAME_LENGTH_BYTES + frame.payloadBytes;
    writeU32(buffer, start, frameBytes);
    writeU32(buffer, start + 4, checksum(buffer, fieldsAt, at, frameBytes));
    writeU32(buffer, start + 8, fieldsBytes);
    for (const { message } of frame.messages) {
      if (message.kind === 'append') {
        forEachRun(message.entries, (bytes, runStart, runEnd) => {
          copyBytes(bytes, runStart, runEnd, buffer, at);
          at += runEnd - runStart;
        });
      } else if (message.kind === 'snapshotChunk') {
        buffer.set(message.bytes, at);
        at += message.bytes.length;
      }
    }
    return at;
  }
}

/**
 * The frame in `bytes[start, end)`, its length included.
 *
 * @throws DecodeError when it is damaged or of another version.
 */
export function decodePeerFrame(
  bytes: Uint8Array,
  start: number,
  end: number,
  checksum: Checksum,
  versionMax: ProtocolVersion = PROTOCOL_NEWEST,
): PeerFrame {
  if (end - start < HEADER_BYTES) {
    throw new DecodeError('a frame is cut short', start);
  }
  const fieldsAt = start + HEADER_BYTES;
  const fieldsBytes = readU32(bytes, start + 8);
  if (fieldsBytes > end - fieldsAt) {
    throw new DecodeError(`a frame announces ${fieldsBytes} bytes of fields`, start);
  }
  const payloadAt = fieldsAt + fieldsBytes;
  if (checksum(bytes, fieldsAt, payloadAt, readU32(bytes, start)) !== readU32(bytes, start + 4)) {
    throw new DecodeError('a frame does not match its checksum', start);
  }
  const reader = new ByteReader(bytes, fieldsAt, payloadAt);
  const version = reader.u8();
  if (version < PROTOCOL_OLDEST || version > versionMax) {
    throw new DecodeError(
      `a frame has version ${version}, expected at most ${versionMax}`,
      fieldsAt,
    );
  }
  const route = { from: readNode(reader), to: readNode(reader) };
  const deployment = reader.u32();
  const payload = { bytes, checksum, at: payloadAt, end };
  const messages: PeerMessage[] = [];
  while (reader.remaining > 0) {
    const kind = bytes[reader.at];
    if (version >= 2 && (kind === HEARTBEATS_KIND || kind === HEARTBEAT_RESPONSES_KIND)) {
      readHeartbeats(reader, route, messages);
    } else {
      messages.push(readFields(reader, payload, route, version));
    }
  }
  if (payload.at !== end) {
    throw new DecodeError('a frame has payload that no message claims', payload.at);
  }
  return { from: route.from, to: route.to, deployment, messages };
}

function payloadBytesOf({ message }: PeerMessage): number {
  switch (message.kind) {
    case 'append':
      return recordsBytes(message.entries);
    case 'snapshotChunk':
      return message.bytes.length;
    default:
      return 0;
  }
}
