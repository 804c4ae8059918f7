import type { GroupId, LogIndex, SessionId, Term } from '../../../src/base/ids.ts';
import { compressorOf } from '../../../src/codec/compression.ts';
import { binaryBlocks } from '../../../src/codec/snapshot/binary-blocks.ts';
import { SnapshotReader } from '../../../src/codec/snapshot/snapshot-reader.ts';
import { SnapshotWriter } from '../../../src/codec/snapshot/snapshot-writer.ts';
import { thriftBlocks } from '../../../src/codec/snapshot/thrift-blocks.ts';
import { nodeChecksum, nodeUtf8 } from '../../../src/io/platform/ports.ts';
import { NO_MEMBERS } from '../../../src/kv/membership.ts';
import type { Session } from '../../../src/kv/session-table.ts';
import type { StoreRecord } from '../../../src/kv/store.ts';
import { ascii, type FormatExample, type FormatExamples } from './format-example.ts';
import { MEMBERSHIP } from './log-examples.ts';

const HEADER = {
  group: 1 as GroupId,
  position: { index: 9 as LogIndex, term: 3 as Term },
  membership: MEMBERSHIP,
};
const SESSION: Session = {
  id: 5 as SessionId,
  usedIndex: 7,
  answeredThrough: 0,
  results: new Map([[1, { status: 'ok', revision: 7, previousRevision: 0 }]]),
};
const RECORD: StoreRecord = { key: 'k', value: ascii('v'), revision: 7 };
const CODECS = { binary: binaryBlocks(nodeUtf8), thrift: thriftBlocks(nodeUtf8) };

function snapshotExample(codec: 'binary' | 'thrift'): FormatExample {
  return {
    value: { header: HEADER, sessions: [SESSION], records: [RECORD] },
    encode: () => {
      const content = {
        header: HEADER,
        sessions: [SESSION],
        records: [RECORD].values(),
      };
      return new SnapshotWriter(content, CODECS[codec], nodeChecksum).next(2 ** 20);
    },
    decode: contentOf,
  };
}

/** A record that says the same again and again, in a group of nobody. */
const REPETITIVE = {
  header: { ...HEADER, membership: NO_MEMBERS },
  sessions: [],
  records: [{ ...RECORD, value: ascii('v'.repeat(200)) }],
};

const compressedExample: FormatExample = {
  value: REPETITIVE,
  encode: () => {
    const content = { ...REPETITIVE, records: REPETITIVE.records.values() };
    const compressor = compressorOf('snappy');
    return new SnapshotWriter(content, CODECS.binary, nodeChecksum, compressor).next(2 ** 20);
  },
  decode: contentOf,
};

function contentOf(bytes: Uint8Array): unknown {
  const content = { header: null as unknown, sessions: [] as unknown[], records: [] as unknown[] };
  const reader = new SnapshotReader(CODECS, nodeChecksum, {
    header: (header) => {
      content.header = header;
    },
    session: (session) => content.sessions.push(session),
    record: ({ key, value, revision }) =>
      content.records.push({ key, value: Uint8Array.from(value), revision }),
  });
  reader.push(bytes);
  reader.finish();
  return content;
}

/** The same small state in both codecs. */
export const SNAPSHOT_EXAMPLES: FormatExamples = {
  'snapshot-binary': snapshotExample('binary'),
  'snapshot-thrift': snapshotExample('thrift'),
  'snapshot-compressed': compressedExample,
};
