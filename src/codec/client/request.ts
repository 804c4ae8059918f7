import { ByteReader, ByteWriter, readU32, writeU32 } from '../../base/bytes.ts';
import { DecodeError } from '../../base/errors.ts';
import {
  type GroupId,
  type LogIndex,
  NODE_ID_MAX,
  type NodeId,
  toGroupId,
  toLogIndex,
} from '../../base/ids.ts';
import { KEY_BYTES_MAX } from '../../base/limits.ts';
import type { Utf8 } from '../../base/ports.ts';
import type { MembershipChange } from '../../kv/membership-change.ts';
import { type CommandDraft, commandBytes, encodeCommand } from '../command.ts';
import { FRAME_LENGTH_BYTES } from '../frame-splitter.ts';
import { decodeMembershipChange, encodeMembershipChange } from '../membership.ts';

/**
 * How fresh a read must be.
 *
 * - `linearizable`: as if it happened at one moment between request and answer (ReadIndex).
 * - `stale`: whatever the asked node has applied.
 * - `lease`: linearizable, answered by the leader alone while no other one can have been elected,
 *   which rests on clocks that are not too wrong (thesis §6.4.1).
 * - `bounded`: what the asked node has applied, which says how old that may be and is not older than
 *   the request allows.
 */
export type Consistency = 'linearizable' | 'stale' | 'lease' | 'bounded';

/** As a bound: any age will do. As an age: nobody knows. */
export const STALENESS_UNKNOWN = Number.MAX_SAFE_INTEGER;

interface Addressed {
  /** Chosen by the client; the answer carries it. */
  readonly requestId: number;
  readonly group: GroupId;
}

/** A command for the group's log; `bytes[start, end)` is the command, not decoded yet. */
export interface WriteRequest extends Addressed {
  readonly kind: 'write';
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** A `committed` notice is wanted before the answer. */
  readonly notifyCommit?: true;
}

/** How fresh a read must be, and for a bounded one how old it may be. */
export type Freshness =
  | { readonly consistency: Exclude<Consistency, 'bounded'> }
  | { readonly consistency: 'bounded'; readonly withinMicros: number };

export type ReadRequest = Addressed &
  Freshness & {
    readonly kind: 'read';
    /** Latin1 text, as stores hold keys. */
    readonly key: string;
  };

/** What an operator asks of a group, rather than an application. */
export type OperatorIntent =
  | { readonly kind: 'changeMembership'; readonly change: MembershipChange }
  /** `target` 0: to the voter that lacks least. */
  | { readonly kind: 'transfer'; readonly target: NodeId }
  /** What the asked node knows of the group. */
  | { readonly kind: 'status' }
  /**
   * The asked node is to save a snapshot now. It is answered when that has begun, or where
   * `untilSaved` when it counts, with `aborted` where it never will.
   */
  | { readonly kind: 'snapshot'; readonly untilSaved?: true }
  /** The asked node is to drop entries through `index` from its log, as far as a snapshot has them. */
  | { readonly kind: 'compact'; readonly index: LogIndex }
  /** Committed entries as the asked node's log holds them. */
  | { readonly kind: 'readLog'; readonly range: LogRange };

/** Entries `first` to `last`, the first ones of them with at most `bytesMax` bytes, but at least one. */
export interface LogRange {
  readonly first: LogIndex;
  readonly last: LogIndex;
  readonly bytesMax: number;
}

export type OperatorRequest = Addressed & OperatorIntent;

export type ClientRequest = WriteRequest | ReadRequest | OperatorRequest;

/** A write that wants a notice has a number of its own: its command goes on to the end. */
type WireKind = ClientRequest['kind'] | 'notifiedWrite';

const KINDS: readonly WireKind[] = [
  'write',
  'read',
  'changeMembership',
  'transfer',
  'status',
  'snapshot',
  'compact',
  'notifiedWrite',
  'readLog',
];
const CONSISTENCIES: readonly Consistency[] = ['linearizable', 'stale', 'lease', 'bounded'];

/** Length of the frame, request id, kind, group. */
const HEADER_BYTES = FRAME_LENGTH_BYTES + 4 + 1 + 4;

/** The bytes that `encodeWrite` will write. */
export function writeRequestBytes(draft: CommandDraft): number {
  return HEADER_BYTES + commandBytes(draft);
}

/** Writes a write request to `target` from `at` on; returns where it ends. */
export function encodeWrite(
  request: Addressed & Pick<WriteRequest, 'notifyCommit'>,
  draft: CommandDraft,
  target: Uint8Array,
  at: number,
): number {
  const end = encodeCommand(draft, target, at + HEADER_BYTES);
  const kind = request.notifyCommit === true ? 'notifiedWrite' : 'write';
  writeHeader(target, at, end, kind, request);
  return end;
}

/** The frame of an operator's request. */
export function encodeRequest(request: OperatorRequest, utf8: Utf8): Uint8Array {
  const writer = new ByteWriter();
  writer.reserve(HEADER_BYTES);
  if (request.kind === 'changeMembership') {
    writer.raw(encodeMembershipChange(request.change, utf8));
  } else if (request.kind === 'transfer') {
    writer.u64(request.target);
  } else if (request.kind === 'compact') {
    writer.u64(request.index);
  } else if (request.kind === 'readLog') {
    writer.u64(request.range.first);
    writer.u64(request.range.last);
    writer.u32(request.range.bytesMax);
  } else if (request.kind === 'snapshot' && request.untilSaved === true) {
    writer.u8(1);
  }
  writeHeader(writer.bytes, 0, writer.length, request.kind, request);
  return writer.copy();
}

/** The frame of a read of `key`. */
export function encodeRead(request: Addressed, freshness: Freshness, key: Uint8Array): Uint8Array {
  const writer = new ByteWriter(HEADER_BYTES + 11 + key.length);
  writer.reserve(HEADER_BYTES);
  writer.u8(CONSISTENCIES.indexOf(freshness.consistency));
  if (freshness.consistency === 'bounded') {
    writer.u64(freshness.withinMicros);
  }
  writer.short(key);
  writeHeader(writer.bytes, 0, writer.length, 'read', request);
  return writer.copy();
}

/**
 * The request in the frame `bytes[start, end)`, its length included.
 *
 * @throws DecodeError when it is none.
 */
export function decodeRequest(
  bytes: Uint8Array,
  start: number,
  end: number,
  utf8: Utf8,
): ClientRequest {
  const reader = new ByteReader(bytes, start + FRAME_LENGTH_BYTES, end);
  const requestId = reader.u32();
  const kind = KINDS[reader.u8()];
  const group = toGroupId(reader.u32());
  switch (kind) {
    case 'write':
      return { kind, requestId, group, bytes, start: reader.at, end };
    case 'notifiedWrite': {
      const notifyCommit = true;
      return { kind: 'write', requestId, group, bytes, start: reader.at, end, notifyCommit };
    }
    case 'read':
      return {
        kind,
        requestId,
        group,
        ...readFreshness(reader),
        key: readKey(reader, utf8),
      };
    case 'changeMembership':
      return { kind, requestId, group, change: decodeMembershipChange(reader, utf8) };
    case 'transfer': {
      const target = readTarget(reader);
      reader.expectEnd();
      return { kind, requestId, group, target };
    }
    case 'compact': {
      const index = toLogIndex(reader.u64());
      reader.expectEnd();
      return { kind, requestId, group, index };
    }
    case 'readLog': {
      const first = toLogIndex(reader.u64());
      const last = toLogIndex(reader.u64());
      const bytesMax = reader.u32();
      reader.expectEnd();
      return { kind, requestId, group, range: { first, last, bytesMax } };
    }
    case 'snapshot': {
      const isAwaited = reader.remaining > 0 && reader.u8() === 1;
      reader.expectEnd();
      return { kind, requestId, group, ...(isAwaited ? { untilSaved: true } : {}) };
    }
    case 'status':
      reader.expectEnd();
      return { kind, requestId, group };
    default:
      throw new DecodeError('a request is of an unknown kind', start);
  }
}

/** The request id of a frame that may not be a valid request otherwise. */
export function requestIdOf(bytes: Uint8Array, start: number, end: number): number {
  return end - start >= FRAME_LENGTH_BYTES + 4 ? readU32(bytes, start + FRAME_LENGTH_BYTES) : 0;
}

function readFreshness(reader: ByteReader): Freshness {
  const consistency = CONSISTENCIES[reader.u8()];
  if (consistency === undefined) {
    throw new DecodeError('a read has an unknown consistency', reader.at - 1);
  }
  return consistency === 'bounded' ? { consistency, withinMicros: reader.u64() } : { consistency };
}

/** A node, or 0 for whichever is best. */
function readTarget(reader: ByteReader): NodeId {
  const raw = reader.u64();
  if (raw > NODE_ID_MAX) {
    throw new DecodeError(`${raw} is no node id`, reader.at - 8);
  }
  return raw as NodeId;
}

function readKey(reader: ByteReader, utf8: Utf8): string {
  const length = reader.u16();
  if (length > KEY_BYTES_MAX) {
    throw new DecodeError(`a key announces ${length} bytes`, reader.at);
  }
  const at = reader.take(length);
  reader.expectEnd();
  return utf8.latin1(reader.bytes, at, at + length);
}

function writeHeader(
  target: Uint8Array,
  start: number,
  end: number,
  kind: WireKind,
  request: Addressed,
): void {
  writeU32(target, start, end - start - FRAME_LENGTH_BYTES);
  writeU32(target, start + 4, request.requestId);
  target[start + 8] = KINDS.indexOf(kind);
  writeU32(target, start + 9, request.group);
}
