import { COMMAND_BYTES_MAX } from '../base/limits.ts';
import type { Compress } from '../base/ports.ts';
import { compressedIfWorth } from './compression.ts';
import { decompressSnappy } from './snappy/decompress.ts';

/** Version 2 of a command is version 1, compressed, behind this byte (docs/formats.md, command). */
const COMPRESSED_VERSION = 2;

/** Bytes of a command, somewhere in a buffer. */
export interface CommandBytes {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** The same command compressed, or null where that does not pay. */
export function compressCommand(
  { bytes, start, end }: CommandBytes,
  compressor: Compress,
): Uint8Array | null {
  const compressed = compressedIfWorth(bytes.subarray(start, end), compressor);
  if (compressed === null) {
    return null;
  }
  const packed = new Uint8Array(1 + compressed.length);
  packed[0] = COMPRESSED_VERSION;
  packed.set(compressed, 1);
  return packed;
}

/**
 * The command as a client wrote it: what is not compressed comes back as it is.
 *
 * @throws DecodeError when the compressed bytes are damaged, or stand for more than a command may have.
 */
export function plainCommand(command: CommandBytes): CommandBytes {
  const { bytes, start, end } = command;
  if (start >= end || bytes[start] !== COMPRESSED_VERSION) {
    return command;
  }
  const plain = decompressSnappy(bytes.subarray(start + 1, end), COMMAND_BYTES_MAX);
  return { bytes: plain, start: 0, end: plain.length };
}
