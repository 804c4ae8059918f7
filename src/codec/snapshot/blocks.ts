import { type ByteWriter, readU32, writeU32 } from '../../base/bytes.ts';
import { DecodeError } from '../../base/errors.ts';
import { KEY_BYTES_MAX, VALUE_BYTES_MAX } from '../../base/limits.ts';
import type { Checksum } from '../../base/ports.ts';

/** The bytes "RLSNAP", a version and the codec: how a snapshot stream begins. */
export const PREFIX_BYTES = 8;
const MAGIC: readonly number[] = [0x52, 0x4c, 0x53, 0x4e, 0x41, 0x50];
const VERSION = 1;

/** What a block contains. */
export type BlockKind = 'header' | 'sessions' | 'records' | 'trailer';

const KINDS: readonly BlockKind[] = ['header', 'sessions', 'records', 'trailer'];

/** Length of the payload, CRC-32 of all that follows and of the length, kind, position. */
export const BLOCK_HEADER_BYTES = 4 + 4 + 1 + 4;
/** A block is closed when it has grown past this. */
export const BLOCK_BYTES_TARGET = 64 * 1024;
/** No block announces more: the target and one largest record. */
const PAYLOAD_BYTES_MAX = 2 * BLOCK_BYTES_TARGET + VALUE_BYTES_MAX + KEY_BYTES_MAX;

export function writePrefix(writer: ByteWriter, codecNumber: number): void {
  for (const byte of MAGIC) {
    writer.u8(byte);
  }
  writer.u8(VERSION);
  writer.u8(codecNumber);
}

/** The codec number of a stream. @throws DecodeError when `bytes` do not begin a snapshot. */
export function readPrefix(bytes: Uint8Array): number {
  if (MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new DecodeError('this is no snapshot', 0);
  }
  if (bytes[6] !== VERSION) {
    throw new DecodeError(`a snapshot has version ${bytes[6]}, this build reads ${VERSION}`, 6);
  }
  return bytes[7] as number;
}

/** Begins a block; its payload is written next. Returns where it starts. */
export function openBlock(writer: ByteWriter, kind: BlockKind, position: number): number {
  const start = writer.reserve(BLOCK_HEADER_BYTES);
  writer.bytes[start + 8] = KINDS.indexOf(kind);
  writeU32(writer.bytes, start + 9, position);
  return start;
}

/** Ends the block that began at `start`. */
export function closeBlock(writer: ByteWriter, start: number, checksum: Checksum): void {
  const { bytes, length } = writer;
  const payloadBytes = length - start - BLOCK_HEADER_BYTES;
  writeU32(bytes, start, payloadBytes);
  writeU32(bytes, start + 4, checksum(bytes, start + 8, length, payloadBytes));
}

/** The size of the block that begins at `at`, header included. @throws DecodeError */
export function blockBytes(bytes: Uint8Array, at: number): number {
  const payloadBytes = readU32(bytes, at);
  if (payloadBytes > PAYLOAD_BYTES_MAX) {
    throw new DecodeError(`a snapshot block announces ${payloadBytes} bytes`, at);
  }
  return BLOCK_HEADER_BYTES + payloadBytes;
}

/** The kind of the block in `bytes[at, end)`. @throws DecodeError when it is damaged or misplaced. */
export function checkBlock(
  bytes: Uint8Array,
  at: number,
  end: number,
  position: number,
  checksum: Checksum,
): BlockKind {
  const payloadBytes = end - at - BLOCK_HEADER_BYTES;
  if (checksum(bytes, at + 8, end, payloadBytes) !== readU32(bytes, at + 4)) {
    throw new DecodeError('a snapshot block does not match its checksum', at);
  }
  const kind = KINDS[bytes[at + 8] as number];
  if (kind === undefined || readU32(bytes, at + 9) !== position) {
    throw new DecodeError('a snapshot block is out of place', at);
  }
  return kind;
}
