import type { ByteReader } from '../../base/bytes.ts';
import { DecodeError } from '../../base/errors.ts';
import type { Checksum } from '../../base/ports.ts';
import type { Session } from '../../kv/session-table.ts';
import type { StoreRecord } from '../../kv/store.ts';
import type { BlockCodec } from './block-codec.ts';
import {
  BLOCK_HEADER_BYTES,
  type BlockKind,
  blockBytes,
  openedBlock,
  PREFIX_BYTES,
  readPrefix,
  type StreamVersion,
} from './blocks.ts';
import {
  SNAPSHOT_CODEC_NAMES,
  type SnapshotCodecName,
  type SnapshotHeader,
} from './snapshot-header.ts';

/** Takes what a snapshot contains, in the order header, sessions, records. */
export interface SnapshotSink {
  header(header: SnapshotHeader): void;
  session(session: Session): void;
  /** The value is valid only during the call. */
  record(record: StoreRecord): void;
}

/** The codec for a name; a reader takes whichever a stream names. */
export type BlockCodecs = Readonly<Record<SnapshotCodecName, BlockCodec>>;

/**
 * Reads a snapshot stream, cut into pieces anywhere, in memory of one block.
 *
 * Nothing may be believed before `finish` has returned: until then the stream may still turn out to
 * be cut short.
 */
export class SnapshotReader {
  readonly #codecs: BlockCodecs;
  readonly #checksum: Checksum;
  readonly #sink: SnapshotSink;
  #carry = new Uint8Array(0);
  #codec: BlockCodec | null = null;
  #version: StreamVersion = 1;
  #consumed = 0;
  #position = 0;
  #stage: BlockKind | 'end' = 'header';
  #sessions = 0;
  #records = 0;
  #lastKey: string | null = null;

  constructor(codecs: BlockCodecs, checksum: Checksum, sink: SnapshotSink) {
    this.#codecs = codecs;
    this.#checksum = checksum;
    this.#sink = sink;
  }

  /** Records read so far. */
  get records(): number {
    return this.#records;
  }

  /** Takes in the next piece. @throws DecodeError at the first damaged block. */
  push(piece: Uint8Array): void {
    const bytes = this.#carry.length === 0 ? piece : joined(this.#carry, piece);
    let at = this.#codec === null ? this.#readPrefix(bytes) : 0;
    while (this.#codec !== null && bytes.length - at >= BLOCK_HEADER_BYTES) {
      const end = at + blockBytes(bytes, at);
      if (end > bytes.length) {
        break;
      }
      this.#readBlock(bytes, at, end);
      at = end;
    }
    this.#consumed += at;
    this.#carry = bytes.slice(at);
  }

  /** Forgets the block that is not all there. @returns where it begins. */
  dropUnfinished(): number {
    this.#carry = new Uint8Array(0);
    return this.#consumed;
  }

  /** @throws DecodeError when the stream is not complete, or goes on past its end. */
  finish(): void {
    if (this.#stage !== 'end' || this.#carry.length > 0) {
      throw new DecodeError('a snapshot is cut short', this.#consumed);
    }
  }

  #readPrefix(bytes: Uint8Array): number {
    if (bytes.length < PREFIX_BYTES) {
      return 0;
    }
    const { version, codecNumber } = readPrefix(bytes);
    const name = SNAPSHOT_CODEC_NAMES[codecNumber];
    if (name === undefined) {
      throw new DecodeError('a snapshot is written by an unknown codec', 7);
    }
    this.#codec = this.#codecs[name];
    this.#version = version;
    return PREFIX_BYTES;
  }

  #readBlock(bytes: Uint8Array, at: number, end: number): void {
    const place = { position: this.#position, version: this.#version };
    const block = openedBlock(bytes, { at, end }, place, this.#checksum);
    const { kind, payload: reader } = block;
    this.#enter(kind, at);
    this.#position++;
    const codec = this.#codec as BlockCodec;
    switch (kind) {
      case 'header':
        this.#sink.header(codec.readHeader(reader));
        break;
      case 'sessions':
        while (reader.remaining > 0) {
          this.#sink.session(codec.readSession(reader));
          this.#sessions++;
        }
        break;
      case 'records':
        while (reader.remaining > 0) {
          this.#takeRecord(codec.readRecord(reader), at);
        }
        break;
      case 'trailer':
        this.#checkTrailer(reader, this.#consumed + at);
        break;
    }
    reader.expectEnd();
  }

  /** Header first, then sessions, then records, then the trailer and nothing else. */
  #enter(kind: BlockKind, at: number): void {
    const order: readonly (BlockKind | 'end')[] = [
      'header',
      'sessions',
      'records',
      'trailer',
      'end',
    ];
    const isFirst = this.#position === 0;
    if (isFirst !== (kind === 'header') || order.indexOf(kind) < order.indexOf(this.#stage)) {
      throw new DecodeError(`a snapshot has a ${kind} block out of place`, this.#consumed + at);
    }
    this.#stage = kind === 'trailer' ? 'end' : kind;
  }

  #takeRecord(record: StoreRecord, at: number): void {
    if (this.#lastKey !== null && record.key <= this.#lastKey) {
      throw new DecodeError('the keys of a snapshot do not ascend', this.#consumed + at);
    }
    this.#lastKey = record.key;
    this.#records++;
    this.#sink.record(record);
  }

  #checkTrailer(reader: ByteReader, offset: number): void {
    const sessions = reader.u64();
    const records = reader.u64();
    const bytesBefore = reader.u64();
    if (sessions !== this.#sessions || records !== this.#records || bytesBefore !== offset) {
      throw new DecodeError('a snapshot does not contain what its trailer counts', offset);
    }
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
