import { ByteWriter } from '../../base/bytes.ts';
import { invariant } from '../../base/invariant.ts';
import type { Checksum, Compress } from '../../base/ports.ts';
import type { Session } from '../../kv/session-table.ts';
import type { StoreRecord } from '../../kv/store.ts';
import type { BlockCodec } from './block-codec.ts';
import { BLOCK_BYTES_TARGET, closeBlock, openBlock, writePrefix } from './blocks.ts';
import { SNAPSHOT_CODEC_NAMES, type SnapshotHeader } from './snapshot-header.ts';

/** What a snapshot is made of; records ascend by key. */
export interface SnapshotContent {
  readonly header: SnapshotHeader;
  readonly sessions: readonly Session[];
  readonly records: Iterator<StoreRecord>;
}

/**
 * Writes a snapshot stream piece by piece, in memory of one piece (docs/formats.md, snapshot stream).
 */
export class SnapshotWriter {
  readonly #content: SnapshotContent;
  readonly #codec: BlockCodec;
  readonly #checksum: Checksum;
  readonly #compressor: Compress | null;
  readonly #writer = new ByteWriter(2 * BLOCK_BYTES_TARGET);
  #position = 0;
  #sessionsWritten = 0;
  #recordsWritten = 0;
  #bytesBefore = 0;
  /** Of the current piece, as if nothing were compressed. */
  #plainBytes = 0;
  #stage: 'header' | 'sessions' | 'records' | 'done' = 'header';

  /** @param compressor - for blocks that are worth it; the stream is of version 2 then. */
  constructor(
    content: SnapshotContent,
    codec: BlockCodec,
    checksum: Checksum,
    compressor: Compress | null = null,
  ) {
    this.#content = content;
    this.#codec = codec;
    this.#checksum = checksum;
    this.#compressor = compressor;
  }

  get isDone(): boolean {
    return this.#stage === 'done';
  }

  /** Records written so far. */
  get records(): number {
    return this.#recordsWritten;
  }

  /**
   * The next piece, of about `bytesTarget` bytes before they are compressed; valid until the next
   * call. Empty at the end.
   */
  next(bytesTarget: number): Uint8Array {
    this.#bytesBefore += this.#writer.length;
    this.#writer.length = 0;
    this.#plainBytes = 0;
    while (this.#stage !== 'done' && this.#plainBytes < bytesTarget) {
      this.#writeBlock();
    }
    return this.#writer.view();
  }

  #writeBlock(): void {
    switch (this.#stage) {
      case 'header':
        this.#writeHeader();
        this.#stage = 'sessions';
        return;
      case 'sessions':
        if (this.#sessionsWritten < this.#content.sessions.length) {
          this.#writeSessions();
        } else {
          this.#stage = 'records';
        }
        return;
      case 'records':
        if (!this.#writeRecords()) {
          this.#writeTrailer();
          this.#stage = 'done';
        }
        return;
      case 'done':
        return;
    }
  }

  #writeHeader(): void {
    const codecNumber = SNAPSHOT_CODEC_NAMES.indexOf(this.#codec.name);
    writePrefix(this.#writer, codecNumber, this.#compressor === null ? 1 : 2);
    const start = openBlock(this.#writer, 'header', this.#position);
    this.#codec.writeHeader(this.#writer, this.#content.header);
    this.#close(start, null);
  }

  #writeSessions(): void {
    const start = openBlock(this.#writer, 'sessions', this.#position);
    const { sessions } = this.#content;
    while (this.#sessionsWritten < sessions.length && !this.#isFull(start)) {
      this.#codec.writeSession(this.#writer, sessions[this.#sessionsWritten] as Session);
      this.#sessionsWritten++;
    }
    this.#close(start);
  }

  /** Returns false when there was no record left. */
  #writeRecords(): boolean {
    let next = this.#content.records.next();
    if (next.done === true) {
      return false;
    }
    const start = openBlock(this.#writer, 'records', this.#position);
    for (;;) {
      this.#codec.writeRecord(this.#writer, next.value);
      this.#recordsWritten++;
      if (this.#isFull(start)) {
        break;
      }
      next = this.#content.records.next();
      if (next.done === true) {
        break;
      }
    }
    this.#close(start);
    return true;
  }

  /** Counts everything, so that a missing block is noticed even at a block's edge. */
  #writeTrailer(): void {
    const bytesBefore = this.#bytesBefore + this.#writer.length;
    const start = openBlock(this.#writer, 'trailer', this.#position);
    this.#writer.u64(this.#sessionsWritten);
    this.#writer.u64(this.#recordsWritten);
    this.#writer.u64(bytesBefore);
    this.#close(start, null);
  }

  #isFull(start: number): boolean {
    return this.#writer.length - start >= BLOCK_BYTES_TARGET;
  }

  #close(start: number, compressor = this.#compressor): void {
    invariant(this.#writer.length > start, 'a block has a header');
    this.#plainBytes += this.#writer.length - start;
    closeBlock(this.#writer, start, this.#checksum, compressor);
    this.#position++;
  }
}
