import { ByteReader, ByteWriter } from '../../src/base/bytes.ts';
import { RaftLabError } from '../../src/base/errors.ts';
import { compressorOf } from '../../src/codec/compression.ts';
import { FrameSplitter } from '../../src/codec/frame-splitter.ts';
import { readPair, writePair } from '../../src/codec/records/pair.ts';
import { SEED_FORMATS, writeSeedRecord } from '../../src/codec/seed-streams/seed-format.ts';
import { SeedStreamReader } from '../../src/codec/seed-streams/seed-stream-reader.ts';
import { compressSnappy } from '../../src/codec/snappy/compress.ts';
import { decompressSnappy } from '../../src/codec/snappy/decompress.ts';
import { SNAPSHOT_CODEC_NAMES } from '../../src/codec/snapshot/snapshot-header.ts';
import { SnapshotReader } from '../../src/codec/snapshot/snapshot-reader.ts';
import { SnapshotWriter } from '../../src/codec/snapshot/snapshot-writer.ts';
import { nodeGzip } from '../../src/io/platform/gzip.ts';
import { fromHex } from '../codec/hex.ts';
import { CODECS, SMALL } from '../codec/snapshot/snapshots.ts';
import { blind, type FuzzedDecoder } from './fuzzed-decoder.ts';

const FRAME_BYTES_MAX = 1000;
const LENGTH_BYTES = 4;
const PLAIN_BYTES_MAX = 2 ** 16;
const SNAPPY = compressorOf('snappy');
const PAIR = { key: fromHex('6b6579'), value: fromHex('76616c7565') };

/** What arrives in pieces: frames on a connection, and snapshots. */
export const STREAM_DECODERS: readonly FuzzedDecoder[] = [
  {
    name: 'frame-splitter',
    title: 'a stream of frames',
    samples: [fromHex('03000000 010203 00000000 05000000 0102030405')],
    decode: splitFrames,
    isRefusal: (error) => error instanceof RaftLabError && error.code === 'FRAME_TOO_LARGE',
  },
  ...SNAPSHOT_CODEC_NAMES.map((codec) => ({
    name: `snapshot-${codec}`,
    title: `a ${codec} snapshot`,
    samples: [SMALL, { ...SMALL, sessions: [] }, { ...SMALL, records: [] }].map(
      ({ header, sessions, records }) => {
        const content = { header, sessions, records: records[Symbol.iterator]() };
        return new SnapshotWriter(content, CODECS[codec], blind).next(Number.MAX_SAFE_INTEGER);
      },
    ),
    decode: readSnapshot,
  })),
  {
    name: 'snapshot-compressed',
    title: 'a snapshot with compressed blocks',
    samples: [SMALL, { ...SMALL, sessions: [] }].map(({ header, sessions }) => {
      const records = [{ key: 'k', value: new Uint8Array(400), revision: 1 }].values();
      const content = { header, sessions, records };
      return new SnapshotWriter(content, CODECS.binary, blind, SNAPPY).next(
        Number.MAX_SAFE_INTEGER,
      );
    }),
    decode: readSnapshot,
  },
  {
    name: 'snappy',
    title: 'a snappy stream',
    samples: [new Uint8Array(300), fromHex('00010203'.repeat(30)), fromHex('6b')].map(
      compressSnappy,
    ),
    decode: (bytes) => decompressSnappy(bytes, PLAIN_BYTES_MAX),
  },
  ...SEED_FORMATS.map((format) => ({
    name: `seed-stream-${format}`,
    title: `a snapshot stream in the format ${format}`,
    samples: [1, 3].map((count) => {
      const out = new ByteWriter();
      for (let i = 0; i < count; i++) {
        writeSeedRecord(out, format, PAIR, nodeGzip);
      }
      return out.copy();
    }),
    decode: (bytes: Uint8Array) => {
      const reader = new SeedStreamReader(format, nodeGzip);
      reader.push(bytes);
      reader.finish();
    },
  })),
  {
    name: 'pair',
    title: 'a pair of key and value',
    samples: [PAIR, { key: fromHex(''), value: fromHex('') }].map((pair) => {
      const out = new ByteWriter();
      writePair(out, pair);
      return out.copy();
    }),
    decode: (bytes) => readPair(new ByteReader(bytes)),
  },
];

/** @throws Error when more than a frame is handed out, or kept. */
function splitFrames(bytes: Uint8Array): void {
  const splitter = new FrameSplitter(FRAME_BYTES_MAX);
  const half = bytes.length >> 1;
  for (const piece of [bytes.subarray(0, half), bytes.subarray(half)]) {
    splitter.push(piece, (_, start, end) => expectFrame(end - start));
    expectFrame(splitter.pendingBytes);
  }
}

function expectFrame(bytes: number): void {
  if (bytes > FRAME_BYTES_MAX + LENGTH_BYTES) {
    throw new Error(`${bytes} bytes are more than a frame`);
  }
}

function readSnapshot(bytes: Uint8Array): void {
  const nothing = (): void => undefined;
  const sink = { header: nothing, session: nothing, record: nothing };
  const reader = new SnapshotReader(CODECS, blind, sink);
  const half = bytes.length >> 1;
  reader.push(bytes.subarray(0, half));
  reader.push(bytes.subarray(half));
  reader.finish();
}
