import { DecodeError, RaftLabError } from '../../base/errors.ts';
import type { SeedFormat } from '../../codec/seed-streams/seed-format.ts';
import { SeedStreamReader } from '../../codec/seed-streams/seed-stream-reader.ts';
import { binaryBlocks } from '../../codec/snapshot/binary-blocks.ts';
import type { SnapshotHeader } from '../../codec/snapshot/snapshot-header.ts';
import { SnapshotReader } from '../../codec/snapshot/snapshot-reader.ts';
import { thriftBlocks } from '../../codec/snapshot/thrift-blocks.ts';
import { nodeGzip } from '../../io/platform/gzip.ts';
import { nodeChecksum, nodeUtf8 } from '../../io/platform/ports.ts';
import type { StoreRecord } from '../../kv/store.ts';
import { piecesOf } from './stream-files.ts';

/** How blocks of raftlab's own snapshots are read, whichever codec wrote them. */
export const BLOCK_CODECS = { binary: binaryBlocks(nodeUtf8), thrift: thriftBlocks(nodeUtf8) };

/** Takes what a snapshot holds besides its records. */
export interface SnapshotExtras {
  header(header: SnapshotHeader): void;
  session(): void;
}

/** The records of a snapshot of raftlab, in memory of one piece. @throws RaftLabError */
export function* snapshotRecords(file: string, extras: SnapshotExtras): Generator<StoreRecord> {
  let records: StoreRecord[] = [];
  const reader = new SnapshotReader(BLOCK_CODECS, nodeChecksum, {
    header: (header) => extras.header(header),
    session: () => extras.session(),
    record: (record) => records.push({ ...record, value: record.value.slice() }),
  });
  for (const piece of piecesOf(file)) {
    naming(file, () => reader.push(piece));
    yield* records;
    records = [];
  }
  naming(file, () => reader.finish());
}

/** The records of a seed's stream, as if all had been written by one entry. @throws RaftLabError */
export function* seedRecords(
  file: string,
  format: SeedFormat,
  revision: number,
): Generator<StoreRecord> {
  const reader = new SeedStreamReader(format, nodeGzip);
  for (const piece of piecesOf(file)) {
    for (const { key, value } of naming(file, () => reader.push(piece))) {
      yield { key: nodeUtf8.latin1(key, 0, key.length), value, revision };
    }
  }
  naming(file, () => reader.finish());
}

function naming<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof DecodeError) {
      throw new RaftLabError('SNAPSHOT_CORRUPT', `${file}: ${error.message}`, { cause: error });
    }
    throw error;
  }
}
