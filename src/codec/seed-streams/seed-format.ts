import { type ByteWriter, writeU32, writeU64 } from '../../base/bytes.ts';
import { VALUE_BYTES_MAX } from '../../base/limits.ts';
import type { Compress } from '../../base/ports.ts';
import { type Pair, writePair } from '../records/pair.ts';

/** Snapshot streams of the systems that raftlab re-implements (seeds.md SN-02, SN-03, SN-05). */
export type SeedFormat = 'sn-02' | 'sn-03' | 'sn-05';

export const SEED_FORMATS: readonly SeedFormat[] = ['sn-02', 'sn-03', 'sn-05'];

/** What is left of a value that does not compress: gzip adds 5 bytes for each 16 KiB, and its frame. */
const GZIP_BYTES_MAX = VALUE_BYTES_MAX + VALUE_BYTES_MAX / 1024 + 64;

/** How the records of a stream are laid out. */
export interface SeedLayout {
  /** Whether a record begins with its total size. */
  readonly hasTotal: boolean;
  /** Size of each length. */
  readonly lengthBytes: 4 | 8;
  readonly isCompressed: boolean;
  /** Most bytes of a stored value. */
  readonly valueBytesMax: number;
}

export const SEED_LAYOUTS: Readonly<Record<SeedFormat, SeedLayout>> = {
  'sn-02': {
    hasTotal: false,
    lengthBytes: 4,
    isCompressed: false,
    valueBytesMax: VALUE_BYTES_MAX,
  },
  'sn-03': { hasTotal: false, lengthBytes: 8, isCompressed: true, valueBytesMax: GZIP_BYTES_MAX },
  'sn-05': {
    hasTotal: true,
    lengthBytes: 8,
    isCompressed: false,
    valueBytesMax: VALUE_BYTES_MAX,
  },
};

/** Appends a record. A stream is nothing but its records: no header, no count, no checksum. */
export function writeSeedRecord(
  out: ByteWriter,
  format: SeedFormat,
  pair: Pair,
  gzip: Compress,
): void {
  if (format === 'sn-05') {
    writePair(out, pair);
    return;
  }
  const { lengthBytes, isCompressed } = SEED_LAYOUTS[format];
  const value = isCompressed ? gzip.compress(pair.value) : pair.value;
  for (const bytes of [pair.key, value]) {
    const at = out.reserve(lengthBytes);
    (lengthBytes === 4 ? writeU32 : writeU64)(out.bytes, at, bytes.length);
    out.raw(bytes);
  }
}
