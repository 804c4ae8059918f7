import { ByteReader, ByteWriter, readU64, writeU64 } from '../../base/bytes.ts';
import { DecodeError } from '../../base/errors.ts';
import { type SessionId, toLogIndex, toTerm } from '../../base/ids.ts';
import type { Stored } from '../../kv/store.ts';
import type { Position } from '../../raft/log.ts';

const VERSION = 1;
const REVISION_BYTES = 8;
const LINK_BYTES = 8;

/**
 * Keys of one database. The first byte tells what a key is for, so that no user's key can be taken for
 * one of raftlab's own (seeds.md BUG-07).
 */
export const META = '\u0000';
const SESSION = '\u0001';
const RECORD = '\u0002';

/** Every key lies below this. */
export const KEYS_END = '\u0003';

export const APPLIED_KEY = `${META}a`;
export const MEMBERSHIP_KEY = `${META}m`;
const LINK = `${META}l`;

/** Where a database stands. */
export interface AppliedMark {
  /** The last entry whose effect is contained. */
  readonly position: Position;
  /** Number of records. */
  readonly records: number;
}

export function encodeApplied({ position, records }: AppliedMark): Uint8Array {
  const writer = new ByteWriter(32);
  writer.u8(VERSION);
  writer.u64(position.index);
  writer.u64(position.term);
  writer.u64(records);
  return writer.copy();
}

/** @throws DecodeError */
export function decodeApplied(bytes: Uint8Array): AppliedMark {
  const reader = new ByteReader(bytes);
  const version = reader.u8();
  if (version !== VERSION) {
    throw new DecodeError(`a database has version ${version}, this build reads ${VERSION}`, 0);
  }
  const position = { index: toLogIndex(reader.u64()), term: toTerm(reader.u64()) };
  const records = reader.u64();
  reader.expectEnd();
  return { position, records };
}

/** The key of the link that the write up to `index` leaves behind. */
export function linkKey(index: number): string {
  return LINK + bigEndian(index);
}

/** The index that a link's key names; null when the key is no link. */
export function indexOfLink(key: string): number | null {
  return key.startsWith(LINK) ? numberOf(key, LINK.length) : null;
}

/** A link's value: the index up to which the write before it went. */
export function encodeLink(previous: number): Uint8Array {
  const bytes = new Uint8Array(LINK_BYTES);
  writeU64(bytes, 0, previous);
  return bytes;
}

/** @throws DecodeError */
export function decodeLink(bytes: Uint8Array): number {
  if (bytes.length !== LINK_BYTES) {
    throw new DecodeError(`a link has ${bytes.length} bytes`, bytes.length);
  }
  return readU64(bytes, 0);
}

export function sessionKey(session: SessionId): string {
  return SESSION + bigEndian(session);
}

export function isSessionKey(key: string): boolean {
  return key.startsWith(SESSION);
}

export function recordKey(key: string): string {
  return RECORD + key;
}

/** The user's key within a record's; null when it is none. */
export function userKeyOf(key: string): string | null {
  return key.startsWith(RECORD) ? key.slice(RECORD.length) : null;
}

export function encodeStored({ value, revision }: Stored): Uint8Array {
  const bytes = new Uint8Array(REVISION_BYTES + value.length);
  writeU64(bytes, 0, revision);
  bytes.set(value, REVISION_BYTES);
  return bytes;
}

/** Shares memory with `bytes`. @throws DecodeError */
export function decodeStored(bytes: Uint8Array): Stored {
  if (bytes.length < REVISION_BYTES) {
    throw new DecodeError('a stored record is cut short', bytes.length);
  }
  return { revision: readU64(bytes, 0), value: bytes.subarray(REVISION_BYTES) };
}

/** Eight bytes, the most significant first, so that text order is the order of numbers. */
function bigEndian(value: number): string {
  return fourBytes(Math.floor(value / 2 ** 32)) + fourBytes(value >>> 0);
}

function fourBytes(word: number): string {
  return String.fromCharCode(word >>> 24, (word >>> 16) & 0xff, (word >>> 8) & 0xff, word & 0xff);
}

function numberOf(text: string, at: number): number {
  let value = 0;
  for (let i = at; i < at + 8; i++) {
    value = value * 256 + text.charCodeAt(i);
  }
  return value;
}
