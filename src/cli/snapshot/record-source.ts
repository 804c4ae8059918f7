import { DecodeError, RaftLabError } from '../../base/errors.ts';
import type { SeedFormat } from '../../codec/seed-streams/seed-format.ts';
import { SeedStreamReader } from '../../codec/seed-streams/seed-stream-reader.ts';
import { binaryBlocks } from '../../codec/snapshot/binary-blocks.ts';
import { thriftBlocks } from '../../codec/snapshot/thrift-blocks.ts';
import { nodeGzip } from '../../io/platform/gzip.ts';
import { nodeChecksum, nodeUtf8 } from '../../io/platform/ports.ts';
import type { StoreRecord } from '../../kv/store.ts';
import type { SnapshotSource } from '../../storage/exported-snapshot.ts';
import { piecesOf } from './stream-files.ts';

/** How blocks of raftlab's own snapshots are read, whichever codec wrote them. */
export const BLOCK_CODECS = { binary: binaryBlocks(nodeUtf8), thrift: thriftBlocks(nodeUtf8) };

/** A snapshot of raftlab in a file. */
export function fileSource(file: string): SnapshotSource {
  const pieces = () => piecesOf(file);
  return { name: file, pieces, codecs: BLOCK_CODECS, checksum: nodeChecksum };
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
