import {
  ByteReader,
  ByteWriter,
  copyBytes,
  readU32,
  readU64,
  writeU32,
  writeU64,
} from '../../base/bytes.ts';
import { DecodeError } from '../../base/errors.ts';
import {
  type GroupId,
  NODE_ID_MAX,
  type NodeId,
  toGroupId,
  toLogIndex,
  toTerm,
} from '../../base/ids.ts';
import type { Checksum } from '../../base/ports.ts';
import { decodeEntries, forEachRun } from '../../codec/entry-record.ts';
import { type Entry, recordsBytes } from '../../raft/entry.ts';
import type { Position } from '../../raft/log.ts';
import type { HardState } from '../../raft/state.ts';
import { wholeSectors } from './segment.ts';

/** The bytes "RLBT". */
const MAGIC = 0x54_42_4c_52;
export const BATCH_HEADER_BYTES = 44;

const LENGTH_AT = 4;
const CHECKSUM_AT = 8;
const FIELDS_BYTES_AT = 12;
const NUMBER_AT = 16;
const SEGMENT_AT = 24;
const SYNCED_AT = 32;
const PREVIOUS_AT = 40;

const STATE = 1;
const SNAPSHOT = 2;
const ROTATE = 3;
const FORGET = 4;

/** Entries that follow each other, and the state of their group at that time. */
export interface StateRecord {
  readonly kind: 'state';
  readonly group: GroupId;
  readonly hardState: HardState;
  /** Replace what the log has from the first one's index on. */
  readonly entries: readonly Entry[];
}

/**
 * A durable snapshot covers the group's log through `position`.
 * `reset`: it came from the leader, and the whole log before this record is void.
 */
export interface SnapshotMark {
  readonly kind: 'snapshot';
  readonly group: GroupId;
  readonly position: Position;
  readonly reset: boolean;
}

/** The log goes on in segment `next`; this is the last batch of its own. */
export interface RotateMark {
  readonly kind: 'rotate';
  readonly next: number;
}

/** The group is gone from this node; nothing before this record counts for it. */
export interface ForgetMark {
  readonly kind: 'forget';
  readonly group: GroupId;
}

export type LogRecord = StateRecord | SnapshotMark | RotateMark | ForgetMark;

/** What places a batch in the log. */
export interface BatchPlace {
  /** Consecutive over all segments, from 1. */
  readonly number: number;
  readonly segment: number;
  /** Batches up to this number were durable when this one was written. */
  readonly syncedThrough: number;
  /** Checksum of the batch before: tells it from what an earlier life of the file left behind. */
  readonly previous: number;
}

/** One write to the log: all of it counts, or nothing. */
export interface Batch extends BatchPlace {
  readonly records: readonly LogRecord[];
  readonly checksum: number;
  /** Whole sectors from its beginning to the next batch. */
  readonly bytes: number;
}

/** A batch as `encodeBatch` left it. */
export interface EncodedBatch {
  /** Whole sectors. */
  readonly bytes: number;
  readonly checksum: number;
  /** Where the records of entries begin, one behind the other in the order of the batch. */
  readonly entriesAt: number;
}

/** The bytes that `encodeBatch` will write at most, in whole sectors. */
export function batchBytesMax(records: readonly LogRecord[]): number {
  let bytes = BATCH_HEADER_BYTES;
  for (const record of records) {
    bytes += 64;
    if (record.kind === 'state') {
      bytes += recordsBytes(record.entries);
    }
  }
  return wholeSectors(bytes);
}

/** Writes a batch to the beginning of `target`. */
export function encodeBatch(
  place: BatchPlace,
  records: readonly LogRecord[],
  target: Uint8Array,
  checksum: Checksum,
): EncodedBatch {
  const fields = new ByteWriter(64 * records.length);
  for (const record of records) {
    writeRecord(fields, record);
  }
  copyBytes(fields.bytes, 0, fields.length, target, BATCH_HEADER_BYTES);
  const fieldsEnd = BATCH_HEADER_BYTES + fields.length;
  const end = copyEntries(records, target, fieldsEnd);
  writeU32(target, 0, MAGIC);
  writeU32(target, LENGTH_AT, end);
  writeU32(target, FIELDS_BYTES_AT, fields.length);
  writeU64(target, NUMBER_AT, place.number);
  writeU64(target, SEGMENT_AT, place.segment);
  writeU64(target, SYNCED_AT, place.syncedThrough);
  writeU32(target, PREVIOUS_AT, place.previous);
  const sum = checksum(target, FIELDS_BYTES_AT, fieldsEnd, end);
  writeU32(target, CHECKSUM_AT, sum);
  const bytes = wholeSectors(end);
  target.fill(0, end, bytes);
  return { bytes, checksum: sum, entriesAt: fieldsEnd };
}

/**
 * The batch whose header stands at `at`, entries included; it shares memory with `bytes`.
 *
 * @returns null where there is no batch header at all.
 * @throws DecodeError when there is one, but the batch is damaged or cut short.
 */
export function decodeBatch(bytes: Uint8Array, at: number, checksum: Checksum): Batch | null {
  if (bytes.length - at < BATCH_HEADER_BYTES || readU32(bytes, at) !== MAGIC) {
    return null;
  }
  const length = readU32(bytes, at + LENGTH_AT);
  const fieldsBytes = readU32(bytes, at + FIELDS_BYTES_AT);
  const fieldsAt = at + BATCH_HEADER_BYTES;
  if (length > bytes.length - at || fieldsBytes > length - BATCH_HEADER_BYTES) {
    throw new DecodeError('a log batch is cut short', at);
  }
  const sum = checksum(bytes, at + FIELDS_BYTES_AT, fieldsAt + fieldsBytes, length);
  if (sum !== readU32(bytes, at + CHECKSUM_AT)) {
    throw new DecodeError('a log batch does not match its checksum', at);
  }
  const reader = new ByteReader(bytes, fieldsAt, fieldsAt + fieldsBytes);
  const payload = { at: reader.end, end: at + length };
  const records: LogRecord[] = [];
  while (reader.remaining > 0) {
    records.push(readRecord(reader, bytes, payload, checksum));
  }
  return {
    number: readU64(bytes, at + NUMBER_AT),
    segment: readU64(bytes, at + SEGMENT_AT),
    syncedThrough: readU64(bytes, at + SYNCED_AT),
    previous: readU32(bytes, at + PREVIOUS_AT),
    records,
    checksum: sum,
    bytes: wholeSectors(length),
  };
}

function writeRecord(writer: ByteWriter, record: LogRecord): void {
  switch (record.kind) {
    case 'state':
      writer.u8(STATE);
      writer.u32(record.group);
      writer.u64(record.hardState.term);
      writer.u64(record.hardState.vote);
      writer.u64(record.hardState.commitIndex);
      writer.u64(record.entries[0]?.index ?? 0);
      writer.u64(recordsBytes(record.entries));
      return;
    case 'snapshot':
      writer.u8(SNAPSHOT);
      writer.u32(record.group);
      writer.u64(record.position.index);
      writer.u64(record.position.term);
      writer.u8(record.reset ? 1 : 0);
      return;
    case 'rotate':
      writer.u8(ROTATE);
      writer.u64(record.next);
      return;
    case 'forget':
      writer.u8(FORGET);
      writer.u32(record.group);
      return;
  }
}

function readRecord(
  reader: ByteReader,
  bytes: Uint8Array,
  payload: { at: number; readonly end: number },
  checksum: Checksum,
): LogRecord {
  const kind = reader.u8();
  switch (kind) {
    case STATE:
      return readState(reader, bytes, payload, checksum);
    case SNAPSHOT: {
      const group = toGroupId(reader.u32());
      const position = { index: toLogIndex(reader.u64()), term: toTerm(reader.u64()) };
      return { kind: 'snapshot', group, position, reset: reader.u8() === 1 };
    }
    case ROTATE:
      return { kind: 'rotate', next: reader.u64() };
    case FORGET:
      return { kind: 'forget', group: toGroupId(reader.u32()) };
    default:
      throw new DecodeError(`a log record is of unknown kind ${kind}`, reader.at - 1);
  }
}

function readState(
  reader: ByteReader,
  bytes: Uint8Array,
  payload: { at: number; readonly end: number },
  checksum: Checksum,
): StateRecord {
  const group = toGroupId(reader.u32());
  const term = toTerm(reader.u64());
  const vote = readVote(reader);
  const commitIndex = toLogIndex(reader.u64());
  const firstIndex = toLogIndex(reader.u64());
  const length = reader.u64();
  if (length > payload.end - payload.at) {
    throw new DecodeError('a log record announces entries that are not there', reader.at);
  }
  const range = { start: payload.at, end: payload.at + length };
  payload.at = range.end;
  const entries = decodeEntries(bytes, range, { firstIndex, termMax: term }, checksum);
  return { kind: 'state', group, hardState: { term, vote, commitIndex }, entries };
}

function readVote(reader: ByteReader): NodeId {
  const raw = reader.u64();
  if (raw > NODE_ID_MAX) {
    throw new DecodeError(`${raw} is no node id`, reader.at - 8);
  }
  return raw as NodeId;
}

function copyEntries(records: readonly LogRecord[], target: Uint8Array, start: number): number {
  let at = start;
  for (const record of records) {
    if (record.kind === 'state') {
      forEachRun(record.entries, (bytes, runStart, runEnd) => {
        copyBytes(bytes, runStart, runEnd, target, at);
        at += runEnd - runStart;
      });
    }
  }
  return at;
}
