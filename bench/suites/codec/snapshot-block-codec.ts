import { ByteReader } from '../../../src/base/bytes.ts';
import type { BlockCodec } from '../../../src/codec/snapshot/block-codec.ts';
import {
  BLOCK_HEADER_BYTES,
  checkBlock,
  closeBlock,
  openBlock,
} from '../../../src/codec/snapshot/blocks.ts';
import { nodeChecksum } from '../../../src/io/platform/ports.ts';
import type { StoreRecord } from '../../../src/kv/store.ts';
import type { Codec } from './measurable.ts';

/** Any position does: it is written and compared. */
const POSITION = 7;

/** Blocks of records as snapshots have them, with header and CRC-32. */
export function snapshotBlock(codec: BlockCodec): Codec<readonly StoreRecord[], StoreRecord[]> {
  return {
    encode: (out, records) => {
      const start = openBlock(out, 'records', POSITION);
      for (const record of records) {
        codec.writeRecord(out, record);
      }
      closeBlock(out, start, nodeChecksum);
    },
    decode: (bytes) => {
      checkBlock(bytes, 0, bytes.length, POSITION, nodeChecksum);
      const reader = new ByteReader(bytes, BLOCK_HEADER_BYTES);
      const records: StoreRecord[] = [];
      while (reader.remaining > 0) {
        records.push(codec.readRecord(reader));
      }
      return records;
    },
    weigh: (records) => records.reduce((sum, { key, value }) => sum + key.length + value.length, 0),
  };
}
