import type { ByteReader, ByteWriter } from '../../base/bytes.ts';
import { DecodeError } from '../../base/errors.ts';
import {
  indexAfter,
  NODE_ID_MAX,
  type NodeId,
  type Term,
  toGroupId,
  toLogIndex,
  toNodeId,
  toTerm,
} from '../../base/ids.ts';
import { unreachable } from '../../base/invariant.ts';
import { MEMBERS_MAX } from '../../base/limits.ts';
import type { Checksum } from '../../base/ports.ts';
import type { Configuration } from '../../raft/configuration.ts';
import { recordsBytes } from '../../raft/entry.ts';
import { decodeEntries } from '../entry-record.ts';
import type { ProtocolVersion } from '../protocol-version.ts';
import type { JoinAnswer, PeerMessage, SnapshotProgress } from './peer-message.ts';

type AnyMessage = PeerMessage['message'];

/** The number of a kind on the wire is its position here; new kinds go to the end. */
const KINDS: readonly AnyMessage['kind'][] = [
  'preVoteRequest',
  'preVoteResponse',
  'voteRequest',
  'voteResponse',
  'append',
  'appendResponse',
  'heartbeat',
  'heartbeatResponse',
  'installSnapshot',
  'readIndexRequest',
  'readIndexResponse',
  'timeoutNow',
  'snapshotChunk',
  'snapshotProgress',
  'removedNotice',
  'joinQuestion',
  'joinAnswer',
  'quiesce',
  'quiesceResponse',
  'wake',
  'initialMembers',
];

const KIND_NUMBERS = Object.fromEntries(KINDS.map((kind, number) => [kind, number])) as Readonly<
  Record<AnyMessage['kind'], number>
>;

/** The lowest protocol version that knows messages of this kind. */
export function versionOfKind(kind: AnyMessage['kind']): ProtocolVersion {
  switch (kind) {
    case 'quiesce':
    case 'quiesceResponse':
    case 'wake':
    case 'initialMembers':
      return 2;
    default:
      return 1;
  }
}

const PROGRESS: readonly SnapshotProgress['status'][] = ['more', 'done', 'refused'];
const STANDINGS: readonly JoinAnswer['standing'][] = ['learner', 'voter', 'stranger'];

/** The part of a frame that carries entries and chunks, read in the order of the messages. */
export interface Payload {
  readonly bytes: Uint8Array;
  /** What its parts are checked with. */
  readonly checksum: Checksum;
  at: number;
  readonly end: number;
}

/** Who sent a frame to whom: the same for all its messages. */
export interface Route {
  readonly from: NodeId;
  readonly to: NodeId;
}

/** Writes everything of a message but the bytes that belong into the payload. */
export function writeFields(writer: ByteWriter, { group, message }: PeerMessage): void {
  writer.u8(KIND_NUMBERS[message.kind]);
  writer.u32(group);
  writer.u64(message.term);
  switch (message.kind) {
    case 'preVoteRequest':
      writer.u64(message.lastIndex);
      writer.u64(message.lastTerm);
      return;
    case 'voteRequest':
      writer.u64(message.lastIndex);
      writer.u64(message.lastTerm);
      writer.u8(message.transfer ? 1 : 0);
      return;
    case 'preVoteResponse':
    case 'voteResponse':
      writer.u8(message.granted ? 1 : 0);
      return;
    case 'append':
      writer.u64(message.prevIndex);
      writer.u64(message.prevTerm);
      writer.u64(message.commitIndex);
      writer.u32(recordsBytes(message.entries));
      return;
    case 'appendResponse':
      writer.u8(message.rejected ? 1 : 0);
      writer.u64(message.index);
      writer.u64(message.hintIndex);
      writer.u64(message.hintTerm);
      return;
    case 'heartbeat':
      writer.u64(message.commitIndex);
      writer.u64(message.readCounter);
      return;
    case 'heartbeatResponse':
      writer.u64(message.readCounter);
      return;
    case 'installSnapshot':
      writer.u64(message.index);
      writer.u64(message.indexTerm);
      writeConfiguration(writer, message.configuration);
      return;
    case 'readIndexRequest':
      writer.u64(message.requestId);
      return;
    case 'readIndexResponse':
      writer.u64(message.requestId);
      writer.u64(message.index);
      return;
    case 'snapshotChunk':
      writer.u64(message.index);
      writer.u64(message.indexTerm);
      writer.u64(message.fileBytes);
      writer.u64(message.offset);
      writer.u32(message.checksum);
      writer.u32(message.bytes.length);
      return;
    case 'snapshotProgress':
      writer.u64(message.index);
      writer.u64(message.nextOffset);
      writer.u8(PROGRESS.indexOf(message.status));
      return;
    case 'joinAnswer':
      writer.u8(STANDINGS.indexOf(message.standing));
      writer.u64(message.configurationIndex);
      writeNodes(writer, message.voters);
      return;
    case 'quiesce':
    case 'quiesceResponse':
      writer.u64(message.commitIndex);
      return;
    case 'initialMembers':
      writer.u8(message.isAnswer ? 1 : 0);
      writer.u8(message.hasHadLeader ? 1 : 0);
      writeNodes(writer, message.members);
      return;
    case 'timeoutNow':
    case 'removedNotice':
    case 'joinQuestion':
    case 'wake':
      return;
    default:
      unreachable(message);
  }
}

/** Reads the next message. @throws DecodeError */
export function readFields(
  reader: ByteReader,
  payload: Payload,
  route: Route,
  version: number,
): PeerMessage {
  const kind = KINDS[reader.u8()];
  if (kind === undefined || versionOfKind(kind) > version) {
    throw new DecodeError('a message is of an unknown kind', reader.at - 1);
  }
  const group = toGroupId(reader.u32());
  const term = toTerm(reader.u64());
  return { group, message: readMessage(kind, reader, payload, route, term) };
}

function readMessage(
  kind: AnyMessage['kind'],
  reader: ByteReader,
  payload: Payload,
  { from, to }: Route,
  term: Term,
): AnyMessage {
  switch (kind) {
    case 'preVoteRequest':
      return { kind, from, to, term, lastIndex: readIndex(reader), lastTerm: readTerm(reader) };
    case 'voteRequest':
      return {
        kind,
        from,
        to,
        term,
        lastIndex: readIndex(reader),
        lastTerm: readTerm(reader),
        transfer: readFlag(reader),
      };
    case 'preVoteResponse':
    case 'voteResponse':
      return { kind, from, to, term, granted: readFlag(reader) };
    case 'append': {
      const prevIndex = readIndex(reader);
      const prevTerm = readTerm(reader);
      const commitIndex = readIndex(reader);
      const range = takePayload(payload, reader.u32());
      const expected = { firstIndex: indexAfter(prevIndex), termMax: term };
      const entries = decodeEntries(payload.bytes, range, expected, payload.checksum);
      return { kind, from, to, term, prevIndex, prevTerm, commitIndex, entries };
    }
    case 'appendResponse':
      return {
        kind,
        from,
        to,
        term,
        rejected: readFlag(reader),
        index: readIndex(reader),
        hintIndex: readIndex(reader),
        hintTerm: readTerm(reader),
      };
    case 'heartbeat':
      return { kind, from, to, term, commitIndex: readIndex(reader), readCounter: reader.u64() };
    case 'heartbeatResponse':
      return { kind, from, to, term, readCounter: reader.u64() };
    case 'installSnapshot':
      return {
        kind,
        from,
        to,
        term,
        index: readIndex(reader),
        indexTerm: readTerm(reader),
        configuration: readConfiguration(reader),
      };
    case 'readIndexRequest':
      return { kind, from, to, term, requestId: reader.u64() };
    case 'readIndexResponse':
      return { kind, from, to, term, requestId: reader.u64(), index: readIndex(reader) };
    case 'snapshotChunk': {
      const index = readIndex(reader);
      const indexTerm = readTerm(reader);
      const fileBytes = reader.u64();
      const offset = reader.u64();
      const expected = reader.u32();
      const { start, end } = takePayload(payload, reader.u32());
      if (payload.checksum(payload.bytes, start, end, 0) !== expected) {
        throw new DecodeError('a snapshot chunk does not match its checksum', start);
      }
      const bytes = payload.bytes.subarray(start, end);
      return {
        kind,
        from,
        to,
        term,
        index,
        indexTerm,
        fileBytes,
        offset,
        checksum: expected,
        bytes,
      };
    }
    case 'snapshotProgress':
      return {
        kind,
        from,
        to,
        term,
        index: readIndex(reader),
        nextOffset: reader.u64(),
        status: choose(reader, PROGRESS),
      };
    case 'joinAnswer':
      return {
        kind,
        from,
        to,
        term,
        standing: choose(reader, STANDINGS),
        configurationIndex: readIndex(reader),
        voters: readNodes(reader),
      };
    case 'quiesce':
    case 'quiesceResponse':
      return { kind, from, to, term, commitIndex: readIndex(reader) };
    case 'initialMembers':
      return {
        kind,
        from,
        to,
        term,
        isAnswer: readFlag(reader),
        hasHadLeader: readFlag(reader),
        members: readNodes(reader),
      };
    case 'timeoutNow':
    case 'removedNotice':
    case 'joinQuestion':
    case 'wake':
      return { kind, from, to, term };
    default:
      return unreachable(kind);
  }
}

function takePayload(payload: Payload, count: number): { start: number; end: number } {
  const start = payload.at;
  if (count > payload.end - start) {
    throw new DecodeError(`${count} bytes of payload are announced`, start);
  }
  payload.at = start + count;
  return { start, end: payload.at };
}

function writeConfiguration(writer: ByteWriter, configuration: Configuration): void {
  writeNodes(writer, configuration.voters);
  writeNodes(writer, configuration.outgoing);
  writeNodes(writer, configuration.learners);
  writeNodes(writer, configuration.witnesses);
}

function writeNodes(writer: ByteWriter, nodes: readonly NodeId[]): void {
  writer.u16(nodes.length);
  for (const node of nodes) {
    writer.u64(node);
  }
}

function readConfiguration(reader: ByteReader): Configuration {
  return {
    voters: readNodes(reader),
    outgoing: readNodes(reader),
    learners: readNodes(reader),
    witnesses: readNodes(reader),
  };
}

function readNodes(reader: ByteReader): NodeId[] {
  const nodes: NodeId[] = [];
  const count = reader.u16();
  if (count > MEMBERS_MAX) {
    throw new DecodeError(`${count} members are announced`, reader.at);
  }
  for (let i = 0; i < count; i++) {
    nodes.push(readNode(reader));
  }
  return nodes;
}

export function readNode(reader: ByteReader): NodeId {
  const raw = reader.u64();
  if (raw === 0 || raw > NODE_ID_MAX) {
    throw new DecodeError(`${raw} is no node id`, reader.at - 8);
  }
  return toNodeId(raw);
}

function readIndex(reader: ByteReader) {
  return toLogIndex(reader.u64());
}

function readTerm(reader: ByteReader) {
  return toTerm(reader.u64());
}

function readFlag(reader: ByteReader): boolean {
  return reader.u8() !== 0;
}

function choose<T>(reader: ByteReader, choices: readonly T[]): T {
  const choice = choices[reader.u8()];
  if (choice === undefined) {
    throw new DecodeError('a message has an unknown status', reader.at - 1);
  }
  return choice;
}
