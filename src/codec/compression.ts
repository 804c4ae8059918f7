import type { Compress } from '../base/ports.ts';
import { compressSnappy } from './snappy/compress.ts';
import { decompressSnappy } from './snappy/decompress.ts';

/** How something is compressed where that pays. */
export type CompressionName = 'none' | 'snappy';

export const COMPRESSION_NAMES: readonly CompressionName[] = ['none', 'snappy'];

/** Less is not worth the time. */
const BYTES_MIN = 128;
/** A sixteenth must be saved: every replica pays for decompressing. */
const SAVED_SHARE = 1 / 16;

const snappy: Compress = { compress: compressSnappy, decompress: decompressSnappy };

const CODECS: Readonly<Record<CompressionName, Compress | null>> = { none: null, snappy };

/** What compresses under `name`; null for nothing. */
export function compressorOf(name: CompressionName): Compress | null {
  return CODECS[name];
}

/** `bytes` compressed, or null where that does not pay. */
export function compressedIfWorth(bytes: Uint8Array, compressor: Compress): Uint8Array | null {
  if (bytes.length < BYTES_MIN) {
    return null;
  }
  const compressed = compressor.compress(bytes);
  return compressed.length <= bytes.length * (1 - SAVED_SHARE) ? compressed : null;
}
