import type { ByteReader, ByteWriter } from '../../base/bytes.ts';
import type { Session } from '../../kv/session-table.ts';
import type { StoreRecord } from '../../kv/store.ts';
import type { SnapshotCodecName, SnapshotHeader } from './snapshot-header.ts';

/** Turns what a snapshot contains into bytes of a block's payload, and back. */
export interface BlockCodec {
  readonly name: SnapshotCodecName;
  writeHeader(writer: ByteWriter, header: SnapshotHeader): void;
  writeSession(writer: ByteWriter, session: Session): void;
  writeRecord(writer: ByteWriter, record: StoreRecord): void;
  /** @throws DecodeError */
  readHeader(reader: ByteReader): SnapshotHeader;
  /** @throws DecodeError */
  readSession(reader: ByteReader): Session;
  /** The value shares memory with the reader's bytes. @throws DecodeError */
  readRecord(reader: ByteReader): StoreRecord;
}
