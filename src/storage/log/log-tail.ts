import type { BufferPool, Checksum } from '../../base/ports.ts';
import { segmentFile } from '../file-names.ts';
import { batchBytesMax, encodeBatch, type LogRecord } from './batch.ts';
import type { LogEnd } from './log-recovery.ts';
import { SEGMENT_DATA_AT } from './segment.ts';

/** A batch in its bytes, and where they go. */
interface PlacedBatch {
  readonly number: number;
  readonly file: string;
  readonly offset: number;
  /** `buffer[0, length)`, from the pool. */
  readonly buffer: Uint8Array;
  readonly length: number;
  /** Where in the segment the first record of an entry stands. */
  readonly entriesAt: number;
}

/** Where a log goes on: the place of its next batch, and what ties that to the one before. */
export class LogTail {
  #segment: number;
  /** Its name. */
  #file: string;
  #offset: number;
  #number: number;
  #previous: number;

  constructor({ segment, offset, last }: LogEnd) {
    this.#segment = segment;
    this.#file = segmentFile(segment);
    this.#offset = offset;
    this.#number = last?.number ?? 0;
    this.#previous = last?.checksum ?? 0;
  }

  get segment(): number {
    return this.#segment;
  }

  get file(): string {
    return this.#file;
  }

  /** Bytes of the segment that are in use. */
  get offset(): number {
    return this.#offset;
  }

  /** The number of the last batch; 0 for none. */
  get number(): number {
    return this.#number;
  }

  /** Encodes the next batch; what follows goes behind it. */
  place(
    records: readonly LogRecord[],
    syncedThrough: number,
    { pool, checksum }: { readonly pool: BufferPool; readonly checksum: Checksum },
  ): PlacedBatch {
    const buffer = pool.take(batchBytesMax(records));
    const number = this.#number + 1;
    const place = { number, segment: this.#segment, syncedThrough, previous: this.#previous };
    const encoded = encodeBatch(place, records, buffer, checksum);
    const offset = this.#offset;
    this.#number = number;
    this.#previous = encoded.checksum;
    this.#offset += encoded.bytes;
    const { bytes: length, entriesAt } = encoded;
    return { number, file: this.#file, offset, buffer, length, entriesAt: offset + entriesAt };
  }

  /** The log goes on at the beginning of another segment. */
  moveTo(segment: number): void {
    this.#segment = segment;
    this.#file = segmentFile(segment);
    this.#offset = SEGMENT_DATA_AT;
  }
}
