import fc from 'fast-check';
import { ByteWriter } from '../../../src/base/bytes.ts';
import type { SessionId } from '../../../src/base/ids.ts';
import type { Compress } from '../../../src/base/ports.ts';
import { binaryBlocks } from '../../../src/codec/snapshot/binary-blocks.ts';
import type {
  SnapshotCodecName,
  SnapshotHeader,
} from '../../../src/codec/snapshot/snapshot-header.ts';
import { type BlockCodecs, SnapshotReader } from '../../../src/codec/snapshot/snapshot-reader.ts';
import { SnapshotWriter } from '../../../src/codec/snapshot/snapshot-writer.ts';
import { thriftBlocks } from '../../../src/codec/snapshot/thrift-blocks.ts';
import { nodeChecksum, nodeUtf8 } from '../../../src/io/platform/ports.ts';
import { type CommandResult, result } from '../../../src/kv/result.ts';
import type { Session } from '../../../src/kv/session-table.ts';
import type { StoreRecord } from '../../../src/kv/store.ts';
import { group, index, node, term } from '../../branded.ts';
import { anyMembership } from '../any-membership.ts';
import { anyGroup, anyIndex, anyTerm } from '../any-message.ts';
import { pieces } from '../damage.ts';
import { toHex } from '../hex.ts';

/** Everything that a snapshot says. */
export interface Content {
  readonly header: SnapshotHeader;
  readonly sessions: readonly Session[];
  readonly records: readonly StoreRecord[];
}

export const CODECS: BlockCodecs = {
  binary: binaryBlocks(nodeUtf8),
  thrift: thriftBlocks(nodeUtf8),
};

const anyNumber = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const anyResult: fc.Arbitrary<CommandResult> = fc.record({
  status: fc.constantFrom('ok', 'mismatch', 'invalid'),
  revision: anyNumber,
  previousRevision: anyNumber,
});
const anySession: fc.Arbitrary<Session> = fc.record({
  id: fc.integer({ min: 1, max: 1e9 }).map((id) => id as SessionId),
  usedIndex: anyNumber,
  answeredThrough: anyNumber,
  results: fc.array(fc.tuple(anyNumber, anyResult), { maxLength: 4 }).map((each) => new Map(each)),
});
const anyRecord: fc.Arbitrary<StoreRecord> = fc.record({
  key: fc.uint8Array({ maxLength: 12 }).map((bytes) => String.fromCharCode(...bytes)),
  value: fc.uint8Array({ maxLength: 80 }),
  revision: anyNumber,
});

export const anyContent: fc.Arbitrary<Content> = fc.record({
  header: fc.record({
    group: anyGroup,
    position: fc.record({ index: anyIndex, term: anyTerm }),
    membership: anyMembership,
  }),
  sessions: fc.array(anySession, { maxLength: 5 }),
  records: fc
    .uniqueArray(anyRecord, { selector: ({ key }) => key, maxLength: 20 })
    .map((records) => records.sort((a, b) => (a.key < b.key ? -1 : 1))),
});

export const SMALL: Content = {
  header: {
    group: group(1),
    position: { index: index(9), term: term(2) },
    membership: {
      members: [{ node: node(1), role: 'voter', address: 'a:1' }],
      joint: null,
      removed: [node(4)],
      changeId: index(1),
    },
  },
  sessions: [
    {
      id: 3 as SessionId,
      usedIndex: 8,
      answeredThrough: 1,
      results: new Map([[2, result('ok', 8, 0)]]),
    },
  ],
  records: [
    { key: 'a', value: Uint8Array.of(1, 2), revision: 4 },
    { key: 'b', value: new Uint8Array(0), revision: 8 },
  ],
};

/** The stream, written in pieces of about `sliceBytes`. */
export function written(
  content: Content,
  codec: SnapshotCodecName,
  sliceBytes = 1e6,
  compressor: Compress | null = null,
): Uint8Array {
  const { header, sessions, records } = content;
  const writer = new SnapshotWriter(
    { header, sessions, records: records[Symbol.iterator]() },
    CODECS[codec],
    nodeChecksum,
    compressor,
  );
  const stream = new ByteWriter();
  for (let slice = writer.next(sliceBytes); slice.length > 0; slice = writer.next(sliceBytes)) {
    stream.raw(slice);
  }
  return stream.copy();
}

/** What a stream in pieces of `pieceBytes` says. @throws DecodeError when it is not intact. */
export function read(stream: Uint8Array, pieceBytes = 1e6): Content {
  const headers: SnapshotHeader[] = [];
  const sessions: Session[] = [];
  const records: StoreRecord[] = [];
  const reader = new SnapshotReader(CODECS, nodeChecksum, {
    header: (header) => headers.push(header),
    session: (session) => sessions.push(session),
    record: ({ key, value, revision }) => records.push({ key, value: value.slice(), revision }),
  });
  for (const piece of pieces(stream, pieceBytes)) {
    reader.push(piece);
  }
  reader.finish();
  return { header: headers[0] as SnapshotHeader, sessions, records };
}

/** The same with values as text, whatever kind of buffer the bytes lie in. */
export function plain({ header, sessions, records }: Content) {
  return {
    header,
    sessions: sessions.map(({ results, ...rest }) => ({ ...rest, results: [...results] })),
    records: records.map(({ value, ...rest }) => ({ ...rest, value: toHex(value) })),
  };
}
