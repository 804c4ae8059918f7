import { ByteReader, type ByteWriter, readU32, writeU32 } from '../../base/bytes.ts';
import { DecodeError } from '../../base/errors.ts';
import { KEY_BYTES_MAX, VALUE_BYTES_MAX } from '../../base/limits.ts';
import type { Checksum, Compress } from '../../base/ports.ts';
import { compressedIfWorth } from '../compression.ts';
import { decompressSnappy } from '../snappy/decompress.ts';

/** The bytes "RLSNAP", a version and the codec: how a snapshot stream begins. */
export const PREFIX_BYTES = 8;
const MAGIC: readonly number[] = [0x52, 0x4c, 0x53, 0x4e, 0x41, 0x50];
/** In version 2, blocks of sessions and records may be compressed. */
export type StreamVersion = 1 | 2;
/** Added to the kind of a block whose payload is compressed. */
const COMPRESSED = 0x80;

/** What a block contains. */
export type BlockKind = 'header' | 'sessions' | 'records' | 'trailer';

const KINDS: readonly BlockKind[] = ['header', 'sessions', 'records', 'trailer'];

/** Length of the payload, CRC-32 of all that follows and of the length, kind, position. */
export const BLOCK_HEADER_BYTES = 4 + 4 + 1 + 4;
/** A block is closed when it has grown past this. */
export const BLOCK_BYTES_TARGET = 64 * 1024;
/** No block announces more: the target and one largest record. */
const PAYLOAD_BYTES_MAX = 2 * BLOCK_BYTES_TARGET + VALUE_BYTES_MAX + KEY_BYTES_MAX;

export function writePrefix(writer: ByteWriter, codecNumber: number, version: StreamVersion): void {
  for (const byte of MAGIC) {
    writer.u8(byte);
  }
  writer.u8(version);
  writer.u8(codecNumber);
}

/** What a stream says first. @throws DecodeError when `bytes` do not begin a snapshot. */
export function readPrefix(bytes: Uint8Array): {
  readonly version: StreamVersion;
  readonly codecNumber: number;
} {
  if (MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new DecodeError('this is no snapshot', 0);
  }
  const version = bytes[6];
  if (version !== 1 && version !== 2) {
    throw new DecodeError(`a snapshot has version ${version}, this build reads 1 and 2`, 6);
  }
  return { version, codecNumber: bytes[7] as number };
}

/** Begins a block; its payload is written next. Returns where it starts. */
export function openBlock(writer: ByteWriter, kind: BlockKind, position: number): number {
  const start = writer.reserve(BLOCK_HEADER_BYTES);
  writer.bytes[start + 8] = KINDS.indexOf(kind);
  writeU32(writer.bytes, start + 9, position);
  return start;
}

/** Ends the block that began at `start`; its payload is compressed where that pays. */
export function closeBlock(
  writer: ByteWriter,
  start: number,
  checksum: Checksum,
  compressor: Compress | null,
): void {
  if (compressor !== null) {
    compressPayload(writer, start, compressor);
  }
  const { bytes, length } = writer;
  const payloadBytes = length - start - BLOCK_HEADER_BYTES;
  writeU32(bytes, start, payloadBytes);
  writeU32(bytes, start + 4, checksum(bytes, start + 8, length, payloadBytes));
}

function compressPayload(writer: ByteWriter, start: number, compressor: Compress): void {
  const { bytes, length } = writer;
  const at = start + BLOCK_HEADER_BYTES;
  const compressed = compressedIfWorth(bytes.subarray(at, length), compressor);
  if (compressed !== null) {
    bytes.set(compressed, at);
    bytes[start + 8] = (bytes[start + 8] as number) | COMPRESSED;
    writer.length = at + compressed.length;
  }
}

/** The size of the block that begins at `at`, header included. @throws DecodeError */
export function blockBytes(bytes: Uint8Array, at: number): number {
  const payloadBytes = readU32(bytes, at);
  if (payloadBytes > PAYLOAD_BYTES_MAX) {
    throw new DecodeError(`a snapshot block announces ${payloadBytes} bytes`, at);
  }
  return BLOCK_HEADER_BYTES + payloadBytes;
}

/** Where a block belongs, and in which version of the stream. */
export interface BlockPlace {
  readonly position: number;
  readonly version: StreamVersion;
}

/**
 * Kind and payload of the block in `bytes[at, end)`; the payload shares memory with `bytes` unless it
 * was compressed.
 *
 * @throws DecodeError when the block is damaged or misplaced.
 */
export function openedBlock(
  bytes: Uint8Array,
  { at, end }: { readonly at: number; readonly end: number },
  { position, version }: BlockPlace,
  checksum: Checksum,
): { readonly kind: BlockKind; readonly payload: ByteReader } {
  const payloadBytes = end - at - BLOCK_HEADER_BYTES;
  if (checksum(bytes, at + 8, end, payloadBytes) !== readU32(bytes, at + 4)) {
    throw new DecodeError('a snapshot block does not match its checksum', at);
  }
  const flagged = bytes[at + 8] as number;
  const isCompressed = version === 2 && (flagged & COMPRESSED) !== 0;
  const kind = KINDS[isCompressed ? flagged & ~COMPRESSED : flagged];
  if (kind === undefined || readU32(bytes, at + 9) !== position) {
    throw new DecodeError('a snapshot block is out of place', at);
  }
  const payloadAt = at + BLOCK_HEADER_BYTES;
  if (!isCompressed) {
    return { kind, payload: new ByteReader(bytes, payloadAt, end) };
  }
  const plain = decompressSnappy(bytes.subarray(payloadAt, end), PAYLOAD_BYTES_MAX);
  return { kind, payload: new ByteReader(plain) };
}
