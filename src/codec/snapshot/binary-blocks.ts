import {
  type ByteReader,
  type ByteWriter,
  writeU16,
  writeU32,
  writeU64,
} from '../../base/bytes.ts';
import { DecodeError } from '../../base/errors.ts';
import { type SessionId, toGroupId, toLogIndex, toTerm } from '../../base/ids.ts';
import { KEY_BYTES_MAX, SESSION_RESULTS_MAX } from '../../base/limits.ts';
import type { Utf8 } from '../../base/ports.ts';
import type { CommandResult, ResultStatus } from '../../kv/result.ts';
import type { Session } from '../../kv/session-table.ts';
import type { StoreRecord } from '../../kv/store.ts';
import { decodeMembership, encodeMembership } from '../membership.ts';
import type { BlockCodec } from './block-codec.ts';
import type { SnapshotHeader } from './snapshot-header.ts';

/** Statuses that a session remembers; the number on disk is the position here. */
const STATUSES: readonly ResultStatus[] = ['ok', 'mismatch', 'invalid'];

/** Key length, value length, revision. */
const RECORD_HEADER_BYTES = 2 + 4 + 8;

/** raftlab's own layout: fixed little-endian headers, bytes copied as they are. */
export function binaryBlocks(utf8: Utf8): BlockCodec {
  return {
    name: 'binary',
    writeHeader: (writer, header) => writeHeader(writer, header, utf8),
    writeSession,
    writeRecord,
    readHeader: (reader) => readHeader(reader, utf8),
    readSession,
    readRecord: (reader) => readRecord(reader, utf8),
  };
}

/** Writes latin1 text as its bytes. */
export function writeLatin1(bytes: Uint8Array, at: number, text: string): void {
  for (let i = 0; i < text.length; i++) {
    bytes[at + i] = text.charCodeAt(i);
  }
}

function writeHeader(writer: ByteWriter, header: SnapshotHeader, utf8: Utf8): void {
  writer.u32(header.group);
  writer.u64(header.position.index);
  writer.u64(header.position.term);
  encodeMembership(header.membership, writer, utf8);
}

function readHeader(reader: ByteReader, utf8: Utf8): SnapshotHeader {
  const group = toGroupId(reader.u32());
  const position = { index: toLogIndex(reader.u64()), term: toTerm(reader.u64()) };
  return { group, position, membership: decodeMembership(reader, utf8) };
}

function writeSession(writer: ByteWriter, session: Session): void {
  writer.u64(session.id);
  writer.u64(session.usedIndex);
  writer.u64(session.answeredThrough);
  writer.u32(session.results.size);
  for (const [sequence, result] of session.results) {
    writer.u64(sequence);
    writer.u8(STATUSES.indexOf(result.status));
    writer.u64(result.revision);
    writer.u64(result.previousRevision);
  }
}

function readSession(reader: ByteReader): Session {
  const id = reader.u64() as SessionId;
  const usedIndex = reader.u64();
  const answeredThrough = reader.u64();
  const results = new Map<number, CommandResult>();
  const count = reader.u32();
  if (count > SESSION_RESULTS_MAX) {
    throw new DecodeError(`a session announces ${count} results`, reader.at);
  }
  for (let i = 0; i < count; i++) {
    const sequence = reader.u64();
    results.set(sequence, readResult(reader));
  }
  return { id, usedIndex, answeredThrough, results };
}

function readResult(reader: ByteReader): CommandResult {
  const status = STATUSES[reader.u8()];
  if (status === undefined) {
    throw new DecodeError('a remembered result has an unknown status', reader.at - 1);
  }
  return { status, revision: reader.u64(), previousRevision: reader.u64() };
}

function writeRecord(writer: ByteWriter, record: StoreRecord): void {
  const { key, value, revision } = record;
  const at = writer.reserve(RECORD_HEADER_BYTES + key.length + value.length);
  const { bytes } = writer;
  writeU16(bytes, at, key.length);
  writeU32(bytes, at + 2, value.length);
  writeU64(bytes, at + 6, revision);
  writeLatin1(bytes, at + RECORD_HEADER_BYTES, key);
  bytes.set(value, at + RECORD_HEADER_BYTES + key.length);
}

function readRecord(reader: ByteReader, utf8: Utf8): StoreRecord {
  const keyBytes = reader.u16();
  const valueBytes = reader.u32();
  const revision = reader.u64();
  if (keyBytes > KEY_BYTES_MAX) {
    throw new DecodeError(`a key announces ${keyBytes} bytes`, reader.at);
  }
  const at = reader.take(keyBytes);
  const key = utf8.latin1(reader.bytes, at, at + keyBytes);
  return { key, value: reader.raw(valueBytes), revision };
}
