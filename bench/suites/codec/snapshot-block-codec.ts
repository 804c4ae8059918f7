import type { BlockCodec } from '../../../src/codec/snapshot/block-codec.ts';
import { closeBlock, openBlock, openedBlock } from '../../../src/codec/snapshot/blocks.ts';
import { nodeChecksum } from '../../../src/io/platform/ports.ts';
import type { StoreRecord } from '../../../src/kv/store.ts';
import type { Codec } from './measurable.ts';

/** Any position does: it is written and compared. */
const PLACE = { position: 7, version: 1 } as const;

/** Blocks of records as snapshots have them, with header and CRC-32. */
export function snapshotBlock(codec: BlockCodec): Codec<readonly StoreRecord[], StoreRecord[]> {
  return {
    encode: (out, records) => {
      const start = openBlock(out, 'records', PLACE.position);
      for (const record of records) {
        codec.writeRecord(out, record);
      }
      closeBlock(out, start, nodeChecksum, null);
    },
    decode: (bytes) => {
      const whole = { at: 0, end: bytes.length };
      const { payload: reader } = openedBlock(bytes, whole, PLACE, nodeChecksum);
      const records: StoreRecord[] = [];
      while (reader.remaining > 0) {
        records.push(codec.readRecord(reader));
      }
      return records;
    },
    weigh: (records) => records.reduce((sum, { key, value }) => sum + key.length + value.length, 0),
  };
}
