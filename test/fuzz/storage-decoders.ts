import { DecodeError, RaftLabError } from '../../src/base/errors.ts';
import { decodeEntry } from '../../src/codec/entry-record.ts';
import { nodeUtf8 } from '../../src/io/platform/ports.ts';
import { decodeBootstrap, encodeBootstrap } from '../../src/storage/bootstrap.ts';
import { decodeIdentity, encodeIdentity } from '../../src/storage/identity.ts';
import { decodeBatch, encodeBatch } from '../../src/storage/log/batch.ts';
import { encodeSegmentHeader, isSegmentHeader } from '../../src/storage/log/segment.ts';
import { scanSegment } from '../../src/storage/log/segment-scan.ts';
import { openRecord, sealRecord } from '../../src/storage/sealed-record.ts';
import { group, index, node, term } from '../branded.ts';
import { sealedEntry } from '../codec/any-message.ts';
import { fromHex } from '../codec/hex.ts';
import { blind, type FuzzedDecoder, sealedBlind } from './fuzzed-decoder.ts';

const FORMAT = { magic: 0x12_34_56_78, version: 1, name: 'a record' };
const SEGMENT = { segment: 1, node: node(7), deployment: 3 };

/** What a node finds on its disk. */
export const STORAGE_DECODERS: readonly FuzzedDecoder[] = [
  {
    name: 'entry-record',
    title: 'an entry record',
    samples: [1, 20, 200].map((bytes) => {
      const entry = sealedEntry(3, 2, 'command', new Uint8Array(bytes));
      entry.bytes.fill(0, 4, 8);
      return entry.bytes.slice(entry.start, entry.end);
    }),
    decode: (bytes) => decodeEntry(bytes, 0, bytes.length, blind),
  },
  {
    name: 'log-batch',
    title: 'a log batch',
    samples: [0, 1, 3].map((count) => {
      const entries = Array.from({ length: count }, (_, i) => {
        const entry = sealedEntry(5 + i, 2, 'command', fromHex('010203'));
        entry.bytes.fill(0, 4, 8);
        return entry;
      });
      const hardState = { term: term(2), vote: node(1), commitIndex: index(4) };
      const target = new Uint8Array(1024);
      const { bytes } = encodeBatch(
        { number: 1, segment: 1, syncedThrough: 0, previous: 0 },
        [
          {
            kind: 'snapshot',
            group: group(1),
            position: { index: index(4), term: term(1) },
            reset: true,
          },
          { kind: 'state', group: group(1), hardState, entries },
          { kind: 'forget', group: group(2) },
          { kind: 'rotate', next: 2 },
        ],
        target,
        blind,
      );
      return target.slice(0, bytes);
    }),
    decode: (bytes) => decodeBatch(bytes, 0, blind),
  },
  {
    name: 'bootstrap',
    title: 'a bootstrap record',
    samples: [
      encodeBootstrap(
        {
          join: false,
          removed: false,
          newcomer: false,
          machineType: 'kv',
          members: [
            { node: node(1), address: 'a:1' },
            { node: node(2), address: 'b:2' },
          ],
        },
        blind,
        nodeUtf8,
      ),
    ],
    decode: (bytes) => decodeBootstrap(sealedBlind(bytes), blind, nodeUtf8),
    isRefusal: isLaterVersion,
  },
  {
    name: 'identity',
    title: 'an identity',
    samples: [{}, { hostname: 'host-a' }].map((known) =>
      encodeIdentity({ node: node(5), deployment: 1, ...known }, blind),
    ),
    decode: (bytes) => decodeIdentity(sealedBlind(bytes), blind),
    isRefusal: isLaterVersion,
  },
  {
    name: 'sealed-record',
    title: 'a sealed record',
    samples: [0, 7, 60].map((length) =>
      sealRecord(FORMAT, blind, (writer) => writer.long(new Uint8Array(length))),
    ),
    decode: (bytes) => openRecord(FORMAT, sealedBlind(bytes), blind).long(),
    isRefusal: isLaterVersion,
  },
  {
    name: 'segment-header',
    title: 'the header of a segment',
    samples: [encodeSegmentHeader(SEGMENT, blind)],
    decode: (bytes) => {
      if (!isSegmentHeader(bytes, SEGMENT, blind)) {
        throw new DecodeError('this is no header of the segment', 0);
      }
    },
    isRefusal: isLaterVersion,
  },
  {
    name: 'segment-scan',
    title: 'a segment of several batches',
    samples: [segmentOf(1), segmentOf(3)],
    decode: (bytes) => scanSegment(bytes, SEGMENT.segment, null, blind),
    // A scan takes damage for the end of the segment; it refuses nothing.
    refusesNothing: true,
  },
];

function segmentOf(batches: number): Uint8Array {
  const header = encodeSegmentHeader(SEGMENT, blind);
  const parts = Array.from({ length: batches }, (_, i) => {
    const target = new Uint8Array(1024);
    const { bytes } = encodeBatch(
      { number: 1 + i, segment: SEGMENT.segment, syncedThrough: i, previous: 0 },
      [{ kind: 'forget', group: group(2) }],
      target,
      blind,
    );
    return target.slice(0, bytes);
  });
  return Uint8Array.from([header, ...parts].flatMap((part) => [...part]));
}

/** What a later build wrote is refused by its version. */
function isLaterVersion(error: unknown): boolean {
  return error instanceof RaftLabError && error.code === 'UNSUPPORTED_VERSION';
}
