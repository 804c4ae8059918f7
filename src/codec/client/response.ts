import { ByteReader, type ByteWriter, writeU32 } from '../../base/bytes.ts';
import { DecodeError } from '../../base/errors.ts';
import {
  type GroupId,
  type LogIndex,
  NODE_ID_MAX,
  type NodeId,
  type Term,
  toGroupId,
  toLogIndex,
  toTerm,
} from '../../base/ids.ts';
import type { Utf8 } from '../../base/ports.ts';
import type { Membership } from '../../kv/membership.ts';
import type { CommandResult, ResultStatus } from '../../kv/result.ts';
import type { Role } from '../../raft/state.ts';
import { FRAME_LENGTH_BYTES } from '../frame-splitter.ts';
import { decodeMembership, encodeMembership } from '../membership.ts';

/** Why a request had no effect; it may be sent again, where `notLeader` says even at once. */
export type RefusalCode =
  | 'notLeader'
  | 'busy'
  | 'dropped'
  | 'unknownGroup'
  | 'invalid'
  | 'tooLarge'
  | 'quarantined'
  | 'rejected'
  | 'tooStale'
  | 'unsupported'
  | 'aborted'
  | 'outOfRange';

/**
 * Why nobody knows what came of a request: no answer in time, the replica that would have answered
 * stopped, or another node led before the entry was committed.
 */
export type UnknownOutcomeCause = 'timeout' | 'terminated' | 'leaderLost';

/** What a node knows of one of its groups. */
export interface GroupStatus {
  readonly group: GroupId;
  readonly role: Role;
  readonly term: Term;
  /** 0 when unknown. */
  readonly leader: NodeId;
  readonly commitIndex: LogIndex;
  readonly appliedIndex: LogIndex;
  readonly lastIndex: LogIndex;
  readonly firstIndex: LogIndex;
  readonly snapshotIndex: LogIndex;
  readonly keys: number;
  readonly snapshotsSaved: number;
  readonly snapshotsInstalled: number;
  readonly elections: number;
  readonly membership: Membership;
}

/** Committed entries of one node's log. */
export interface LogExcerpt {
  /** The first and the last entry that could be asked for. */
  readonly firstIndex: LogIndex;
  readonly commitIndex: LogIndex;
  /** Entry records, one behind the other (docs/formats.md); may share memory with the response. */
  readonly records: Uint8Array;
}

/** What one node has of a key, and how old that may be. */
export interface BoundedSight {
  readonly found: boolean;
  readonly revision: number;
  /** The last entry that the node had applied, and the term it was in. */
  readonly appliedIndex: LogIndex;
  readonly term: Term;
  /**
   * Nothing is missing that was committed more than this long before the request came to the node,
   * by the node's clock; `STALENESS_UNKNOWN` when it has not been told anything since its start.
   */
  readonly stalenessMicros: number;
  /** Time since the node heard a leader, in whole ticks; 0 at a leader. */
  readonly leaderSilentMicros: number;
  readonly value: Uint8Array;
}

/**
 * The answer to a request, or `committed`, a notice that may come once before it: what came of it, or
 * why nothing did, or that nobody knows.
 */
export type ClientResponse =
  | { readonly kind: 'written'; readonly requestId: number; readonly result: CommandResult }
  | {
      readonly kind: 'read';
      readonly requestId: number;
      readonly found: boolean;
      readonly revision: number;
      readonly value: Uint8Array;
    }
  /** The answer to a bounded read, with its age: see `BoundedSight`. */
  | ({ readonly kind: 'staleRead'; readonly requestId: number } & BoundedSight)
  | { readonly kind: 'status'; readonly requestId: number; readonly status: GroupStatus }
  | { readonly kind: 'done'; readonly requestId: number }
  | ({ readonly kind: 'log'; readonly requestId: number } & LogExcerpt)
  | {
      readonly kind: 'refused';
      readonly requestId: number;
      readonly code: RefusalCode;
      /** Whom to ask instead; 0 when unknown. */
      readonly leader: NodeId;
      readonly reason: string;
    }
  /** The command is in the log for good, at `index`, and will be applied: no answer yet. */
  | { readonly kind: 'committed'; readonly requestId: number; readonly index: LogIndex }
  /** The request may take effect, or may have taken effect already (raft.md item 45). */
  | {
      readonly kind: 'unknownOutcome';
      readonly requestId: number;
      readonly cause: UnknownOutcomeCause;
    };

const KINDS: readonly ClientResponse['kind'][] = [
  'written',
  'read',
  'status',
  'done',
  'refused',
  'unknownOutcome',
  'staleRead',
  'committed',
  'log',
];
/** An evicted session is an unknown one to releases that do not read the byte behind. */
const EVICTED = 1;
const STATUSES: readonly Exclude<ResultStatus, 'sessionEvicted'>[] = [
  'ok',
  'mismatch',
  'sessionUnknown',
  'alreadyAnswered',
  'invalid',
];
const CODES: readonly RefusalCode[] = [
  'notLeader',
  'busy',
  'dropped',
  'unknownGroup',
  'invalid',
  'tooLarge',
  'quarantined',
  'rejected',
  'tooStale',
  'unsupported',
  'aborted',
  'outOfRange',
];
/** Earlier releases wrote no cause, whatever it was, and read none: the first one is never written. */
const CAUSES: readonly UnknownOutcomeCause[] = ['timeout', 'terminated', 'leaderLost'];
const ROLES: readonly Role[] = ['follower', 'preCandidate', 'candidate', 'leader'];

/** Appends a response's frame. */
export function encodeResponse(response: ClientResponse, writer: ByteWriter, utf8: Utf8): void {
  const start = writer.reserve(FRAME_LENGTH_BYTES);
  writer.u32(response.requestId);
  writer.u8(KINDS.indexOf(response.kind));
  switch (response.kind) {
    case 'written':
      writeResult(writer, response.result);
      break;
    case 'read':
      writer.u8(response.found ? 1 : 0);
      writer.u64(response.revision);
      writer.raw(response.value);
      break;
    case 'staleRead':
      writeSight(writer, response);
      break;
    case 'status':
      writeStatus(writer, response.status, utf8);
      break;
    case 'log':
      writer.u64(response.firstIndex);
      writer.u64(response.commitIndex);
      writer.raw(response.records);
      break;
    case 'refused':
      writer.u8(CODES.indexOf(response.code));
      writer.u64(response.leader);
      writer.short(utf8.encode(response.reason));
      break;
    case 'committed':
      writer.u64(response.index);
      break;
    case 'unknownOutcome':
      if (response.cause !== 'timeout') {
        writer.u8(CAUSES.indexOf(response.cause));
      }
      break;
    case 'done':
      break;
  }
  writeU32(writer.bytes, start, writer.length - start - FRAME_LENGTH_BYTES);
}

/**
 * The response in the frame `bytes[start, end)`, its length included; a read value shares memory.
 *
 * @throws DecodeError when it is none.
 */
export function decodeResponse(
  bytes: Uint8Array,
  start: number,
  end: number,
  utf8: Utf8,
): ClientResponse {
  const reader = new ByteReader(bytes, start + FRAME_LENGTH_BYTES, end);
  const requestId = reader.u32();
  const kind = KINDS[reader.u8()];
  switch (kind) {
    case 'written':
      return { kind, requestId, result: readResult(reader) };
    case 'read':
      return {
        kind,
        requestId,
        found: reader.u8() === 1,
        revision: reader.u64(),
        value: reader.raw(reader.remaining),
      };
    case 'staleRead':
      return { kind, requestId, ...readSight(reader) };
    case 'status':
      return { kind, requestId, status: readStatus(reader, utf8) };
    case 'log':
      return {
        kind,
        requestId,
        firstIndex: toLogIndex(reader.u64()),
        commitIndex: toLogIndex(reader.u64()),
        records: reader.raw(reader.remaining),
      };
    case 'refused':
      return {
        kind,
        requestId,
        code: choose(reader, CODES),
        leader: readLeader(reader),
        reason: readText(reader, utf8),
      };
    case 'committed':
      return { kind, requestId, index: toLogIndex(reader.u64()) };
    case 'unknownOutcome': {
      const cause = reader.remaining > 0 ? choose(reader, CAUSES) : 'timeout';
      return { kind, requestId, cause };
    }
    case 'done':
      return { kind, requestId };
    default:
      throw new DecodeError('a response is of an unknown kind', start);
  }
}

/** Whether the response frame that begins at `start` is a notice: an answer is still to come. */
export function isNotice(bytes: Uint8Array, start: number): boolean {
  return bytes[start + FRAME_LENGTH_BYTES + 4] === KINDS.indexOf('committed');
}

function writeResult(writer: ByteWriter, result: CommandResult): void {
  const { status, revision, previousRevision } = result;
  writer.u8(STATUSES.indexOf(status === 'sessionEvicted' ? 'sessionUnknown' : status));
  writer.u64(revision);
  writer.u64(previousRevision);
  if (status === 'sessionEvicted') {
    writer.u8(EVICTED);
  }
}

function readResult(reader: ByteReader): CommandResult {
  const written = choose(reader, STATUSES);
  const revision = reader.u64();
  const previousRevision = reader.u64();
  const isEvicted = written === 'sessionUnknown' && reader.remaining > 0 && reader.u8() === EVICTED;
  return { status: isEvicted ? 'sessionEvicted' : written, revision, previousRevision };
}

function writeSight(writer: ByteWriter, sight: BoundedSight): void {
  writer.u8(sight.found ? 1 : 0);
  writer.u64(sight.revision);
  writer.u64(sight.appliedIndex);
  writer.u64(sight.term);
  writer.u64(sight.stalenessMicros);
  writer.u64(sight.leaderSilentMicros);
  writer.raw(sight.value);
}

function readSight(reader: ByteReader): BoundedSight {
  return {
    found: reader.u8() === 1,
    revision: reader.u64(),
    appliedIndex: toLogIndex(reader.u64()),
    term: toTerm(reader.u64()),
    stalenessMicros: reader.u64(),
    leaderSilentMicros: reader.u64(),
    value: reader.raw(reader.remaining),
  };
}

function writeStatus(writer: ByteWriter, status: GroupStatus, utf8: Utf8): void {
  writer.u32(status.group);
  writer.u8(ROLES.indexOf(status.role));
  writer.u64(status.term);
  writer.u64(status.leader);
  writer.u64(status.commitIndex);
  writer.u64(status.appliedIndex);
  writer.u64(status.lastIndex);
  writer.u64(status.firstIndex);
  writer.u64(status.snapshotIndex);
  writer.u64(status.keys);
  writer.u64(status.snapshotsSaved);
  writer.u64(status.snapshotsInstalled);
  writer.u64(status.elections);
  encodeMembership(status.membership, writer, utf8);
}

function readStatus(reader: ByteReader, utf8: Utf8): GroupStatus {
  return {
    group: toGroupId(reader.u32()),
    role: choose(reader, ROLES),
    term: toTerm(reader.u64()),
    leader: readLeader(reader),
    commitIndex: toLogIndex(reader.u64()),
    appliedIndex: toLogIndex(reader.u64()),
    lastIndex: toLogIndex(reader.u64()),
    firstIndex: toLogIndex(reader.u64()),
    snapshotIndex: toLogIndex(reader.u64()),
    keys: reader.u64(),
    snapshotsSaved: reader.u64(),
    snapshotsInstalled: reader.u64(),
    elections: reader.u64(),
    membership: decodeMembership(reader, utf8),
  };
}

function readLeader(reader: ByteReader): NodeId {
  const raw = reader.u64();
  if (raw > NODE_ID_MAX) {
    throw new DecodeError(`${raw} is no node id`, reader.at - 8);
  }
  return raw as NodeId;
}

function readText(reader: ByteReader, utf8: Utf8): string {
  const length = reader.u16();
  const at = reader.take(length);
  return utf8.decode(reader.bytes, at, at + length);
}

function choose<T>(reader: ByteReader, choices: readonly T[]): T {
  const choice = choices[reader.u8()];
  if (choice === undefined) {
    throw new DecodeError('a response has an unknown code', reader.at - 1);
  }
  return choice;
}
