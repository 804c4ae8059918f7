import { RaftLabError } from '../base/errors.ts';
import type { Checksum } from '../base/ports.ts';
import type { SnapshotHeader } from '../codec/snapshot/snapshot-header.ts';
import { type BlockCodecs, SnapshotReader } from '../codec/snapshot/snapshot-reader.ts';
import type { Session } from '../kv/session-table.ts';
import type { StoreRecord } from '../kv/store.ts';

/** A snapshot file as the pieces it is read in; it may be read several times. */
export interface SnapshotSource {
  readonly name: string;
  pieces(): Iterable<Uint8Array>;
  readonly codecs: BlockCodecs;
  readonly checksum: Checksum;
}

/** What a complete snapshot says besides its records. */
export interface SnapshotSummary {
  readonly header: SnapshotHeader;
  readonly sessions: readonly Session[];
  readonly records: number;
  readonly valueBytes: number;
}

/** Reads a snapshot to its end. @throws RaftLabError SNAPSHOT_CORRUPT when it is damaged or cut short. */
export function verifySnapshot(source: SnapshotSource): SnapshotSummary {
  let header: SnapshotHeader | null = null;
  const sessions: Session[] = [];
  let valueBytes = 0;
  const reader = new SnapshotReader(source.codecs, source.checksum, {
    header: (found) => {
      header = found;
    },
    session: (session) => sessions.push(session),
    record: (record) => {
      valueBytes += record.value.length;
    },
  });
  for (const piece of source.pieces()) {
    naming(source, () => reader.push(piece));
  }
  naming(source, () => reader.finish());
  return {
    header: header as unknown as SnapshotHeader,
    sessions,
    records: reader.records,
    valueBytes,
  };
}

/** The records of a snapshot, in memory of one piece. @throws RaftLabError SNAPSHOT_CORRUPT */
export function* snapshotRecords(source: SnapshotSource): Generator<StoreRecord> {
  let records: StoreRecord[] = [];
  const reader = new SnapshotReader(source.codecs, source.checksum, {
    header: () => undefined,
    session: () => undefined,
    record: (record) => records.push({ ...record, value: record.value.slice() }),
  });
  for (const piece of source.pieces()) {
    naming(source, () => reader.push(piece));
    yield* records;
    records = [];
  }
  naming(source, () => reader.finish());
}

function naming<T>({ name }: SnapshotSource, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RaftLabError) {
      throw new RaftLabError('SNAPSHOT_CORRUPT', `${name}: ${error.message}`, { cause: error });
    }
    throw error;
  }
}
