import { ByteWriter } from '../../base/bytes.ts';
import { RaftLabError } from '../../base/errors.ts';
import {
  SEED_FORMATS,
  type SeedFormat,
  writeSeedRecord,
} from '../../codec/seed-streams/seed-format.ts';
import { writeLatin1 } from '../../codec/snapshot/binary-blocks.ts';
import type { SnapshotCodecName, SnapshotHeader } from '../../codec/snapshot/snapshot-header.ts';
import { SnapshotWriter } from '../../codec/snapshot/snapshot-writer.ts';
import { nodeGzip } from '../../io/platform/gzip.ts';
import { nodeChecksum } from '../../io/platform/ports.ts';
import type { StoreRecord } from '../../kv/store.ts';
import { snapshotRecords, verifySnapshot } from '../../storage/exported-snapshot.ts';
import { BLOCK_CODECS, fileSource, seedRecords } from './record-source.ts';
import { writePieces } from './stream-files.ts';

/** What `raftlab snapshot convert` reads and writes. */
export type StreamFormat = SeedFormat | 'raftlab';

export const STREAM_FORMATS: readonly StreamFormat[] = ['raftlab', ...SEED_FORMATS];

/** One stream to be written in another form. */
export interface Conversion {
  readonly source: string;
  readonly from: StreamFormat;
  readonly target: string;
  readonly to: StreamFormat;
  /** What a snapshot of raftlab says of itself, where the source says nothing. */
  readonly header: SnapshotHeader;
  readonly codec: SnapshotCodecName;
}

/** What was converted, and what the target cannot hold. */
export interface Converted {
  readonly records: number;
  readonly bytes: number;
  readonly droppedSessions: number;
}

const PIECE_BYTES = 256 * 1024;

/** @throws RaftLabError when the source is damaged, or the target cannot be written. */
export function convert(conversion: Conversion): Converted {
  const { source, from, target, to, header } = conversion;
  const counts = { records: 0 };
  const own = fileSource(source);
  const droppedSessions = from === 'raftlab' ? verifySnapshot(own).sessions.length : 0;
  const found =
    from === 'raftlab' ? snapshotRecords(own) : seedRecords(source, from, header.position.index);
  const records = counted(found, counts);
  const pieces = to === 'raftlab' ? ownPieces(conversion, records) : seedPieces(to, records);
  const bytes = writePieces(target, pieces);
  return { records: counts.records, bytes, droppedSessions };
}

function* ownPieces(
  { source, header, codec }: Conversion,
  records: Generator<StoreRecord>,
): Generator<Uint8Array> {
  const content = { header, sessions: [], records: ascending(source, records) };
  const writer = new SnapshotWriter(content, BLOCK_CODECS[codec], nodeChecksum);
  while (!writer.isDone) {
    yield writer.next(PIECE_BYTES);
  }
}

function* seedPieces(format: SeedFormat, records: Generator<StoreRecord>): Generator<Uint8Array> {
  const out = new ByteWriter(PIECE_BYTES);
  for (const { key, value } of records) {
    const keyBytes = new Uint8Array(key.length);
    writeLatin1(keyBytes, 0, key);
    writeSeedRecord(out, format, { key: keyBytes, value }, nodeGzip);
    if (out.length >= PIECE_BYTES) {
      yield out.view();
      out.length = 0;
    }
  }
  yield out.view();
}

function* counted(
  records: Generator<StoreRecord>,
  counts: { records: number },
): Generator<StoreRecord> {
  for (const record of records) {
    counts.records++;
    yield record;
  }
}

/** The seeds write keys in order; a stream that does not is none of theirs. */
function* ascending(source: string, records: Generator<StoreRecord>): Generator<StoreRecord> {
  let last: string | null = null;
  for (const record of records) {
    if (last !== null && record.key <= last) {
      throw new RaftLabError('SNAPSHOT_CORRUPT', `${source}: the keys do not ascend`);
    }
    last = record.key;
    yield record;
  }
}
