import { ByteReader, readU16, readU64, writeU16, writeU32, writeU64 } from '../base/bytes.ts';
import { DecodeError, LaterVersionError } from '../base/errors.ts';
import type { SessionId } from '../base/ids.ts';
import { KEY_BYTES_MAX, VALUE_BYTES_MAX } from '../base/limits.ts';
import type { Utf8 } from '../base/ports.ts';
import { type Command, type CommandKind, EMPTY_VALUE } from '../kv/command.ts';

const VERSION = 1;
/** A compressed one (compressed-command.ts). */
const NEWEST_VERSION = 2;
const KINDS: readonly CommandKind[] = [
  'put',
  'delete',
  'compareAndSwap',
  'registerSession',
  'endSession',
];

/** version, kind, session, sequence, answeredThrough */
const HEADER_BYTES = 2 + 3 * 8;

/** A command before it has bytes; `key`, `value` and `expected` are bytes as the client has them. */
export interface CommandDraft {
  readonly kind: CommandKind;
  readonly session: SessionId;
  readonly sequence: number;
  readonly answeredThrough: number;
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly expected: Uint8Array | null;
}

/** The bytes that `encodeCommand` will write. */
export function commandBytes(draft: CommandDraft): number {
  switch (draft.kind) {
    case 'put':
      return HEADER_BYTES + 2 + draft.key.length + draft.value.length;
    case 'delete':
      return HEADER_BYTES + 2 + draft.key.length;
    case 'compareAndSwap':
      return (
        HEADER_BYTES + 2 + draft.key.length + 5 + (draft.expected?.length ?? 0) + draft.value.length
      );
    default:
      return HEADER_BYTES;
  }
}

/** Writes a command to `bytes` from `at` on; returns where it ends. */
export function encodeCommand(draft: CommandDraft, bytes: Uint8Array, at: number): number {
  bytes[at] = VERSION;
  bytes[at + 1] = KINDS.indexOf(draft.kind);
  writeU64(bytes, at + 2, draft.session);
  writeU64(bytes, at + 10, draft.sequence);
  writeU64(bytes, at + 18, draft.answeredThrough);
  let end = at + HEADER_BYTES;
  switch (draft.kind) {
    case 'put':
      end = writeKey(draft.key, bytes, end);
      return writeRaw(draft.value, bytes, end);
    case 'delete':
      return writeKey(draft.key, bytes, end);
    case 'compareAndSwap':
      end = writeKey(draft.key, bytes, end);
      end = writeExpected(draft.expected, bytes, end);
      return writeRaw(draft.value, bytes, end);
    default:
      return end;
  }
}

/**
 * The command in `bytes[start, end)`; its `value` and `expected` share memory with `bytes`.
 *
 * @throws DecodeError when the bytes are no command of this version.
 */
export function decodeCommand(bytes: Uint8Array, start: number, end: number, utf8: Utf8): Command {
  const kind = decodeKind(bytes, start, end);
  const session = readU64(bytes, start + 2) as SessionId;
  const sequence = readU64(bytes, start + 10);
  const answeredThrough = readU64(bytes, start + 18);
  let key = '';
  let value: Uint8Array = EMPTY_VALUE;
  let expected: Uint8Array | null = null;
  if (kind === 'put' || kind === 'delete' || kind === 'compareAndSwap') {
    const reader = new ByteReader(bytes, start + HEADER_BYTES, end);
    key = readKey(reader, utf8);
    expected = kind === 'compareAndSwap' ? readExpected(reader) : null;
    value = kind === 'delete' ? EMPTY_VALUE : readValue(reader);
    reader.expectEnd();
  } else if (end !== start + HEADER_BYTES) {
    throw new DecodeError('a command has bytes too many', start + HEADER_BYTES);
  }
  return { kind, session, sequence, answeredThrough, key, value, expected };
}

/**
 * Where the key of a command begins and ends, without reading the rest; null for a command without.
 *
 * @throws DecodeError when the bytes are no command of this version.
 */
export function locateKey(
  bytes: Uint8Array,
  start: number,
  end: number,
): { readonly start: number; readonly end: number } | null {
  const kind = decodeKind(bytes, start, end);
  if (kind === 'registerSession' || kind === 'endSession') {
    return null;
  }
  const keyStart = start + HEADER_BYTES + 2;
  if (keyStart > end) {
    throw new DecodeError('a command is cut short', end);
  }
  const length = readU16(bytes, keyStart - 2);
  if (length > KEY_BYTES_MAX || keyStart + length > end) {
    throw new DecodeError(`a key announces ${length} bytes`, keyStart - 2);
  }
  return { start: keyStart, end: keyStart + length };
}

function decodeKind(bytes: Uint8Array, start: number, end: number): CommandKind {
  if (end - start < HEADER_BYTES) {
    throw new DecodeError('a command is cut short', start);
  }
  const version = bytes[start] as number;
  if (version > NEWEST_VERSION) {
    throw new LaterVersionError('a command', { found: version, known: NEWEST_VERSION }, start);
  }
  if (version !== VERSION) {
    throw new DecodeError(`a command has version ${version}, expected ${VERSION}`, start);
  }
  const kind = KINDS[bytes[start + 1] as number];
  if (kind === undefined) {
    throw new DecodeError('a command is of an unknown kind', start + 1);
  }
  return kind;
}

function readKey(reader: ByteReader, utf8: Utf8): string {
  const length = reader.u16();
  if (length > KEY_BYTES_MAX) {
    throw new DecodeError(`a key announces ${length} bytes`, reader.at);
  }
  const at = reader.take(length);
  return utf8.latin1(reader.bytes, at, at + length);
}

function readExpected(reader: ByteReader): Uint8Array | null {
  const isPresent = reader.u8() === 1;
  const expected = reader.long();
  return isPresent ? expected : null;
}

function readValue(reader: ByteReader): Uint8Array {
  if (reader.remaining > VALUE_BYTES_MAX) {
    throw new DecodeError(`a value has ${reader.remaining} bytes`, reader.at);
  }
  return reader.raw(reader.remaining);
}

function writeKey(key: Uint8Array, bytes: Uint8Array, at: number): number {
  writeU16(bytes, at, key.length);
  return writeRaw(key, bytes, at + 2);
}

function writeExpected(expected: Uint8Array | null, bytes: Uint8Array, at: number): number {
  bytes[at] = expected === null ? 0 : 1;
  writeU32(bytes, at + 1, expected?.length ?? 0);
  return expected === null ? at + 5 : writeRaw(expected, bytes, at + 5);
}

function writeRaw(source: Uint8Array, bytes: Uint8Array, at: number): number {
  bytes.set(source, at);
  return at + source.length;
}
