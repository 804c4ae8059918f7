import { ByteReader, ByteWriter } from '../../../src/base/bytes.ts';
import type { GroupId, LogIndex, SessionId, Term } from '../../../src/base/ids.ts';
import { present } from '../../../src/base/invariant.ts';
import {
  type CommandDraft,
  commandBytes,
  decodeCommand,
  encodeCommand,
} from '../../../src/codec/command.ts';
import { compressCommand, plainCommand } from '../../../src/codec/compressed-command.ts';
import { compressorOf } from '../../../src/codec/compression.ts';
import { decodeEntry, sealEntry } from '../../../src/codec/entry-record.ts';
import {
  decodeMembership,
  decodeMembershipChange,
  encodeMembership,
  encodeMembershipChange,
} from '../../../src/codec/membership.ts';
import { nodeChecksum, nodeUtf8 } from '../../../src/io/platform/ports.ts';
import type { Membership } from '../../../src/kv/membership.ts';
import type { MembershipChange } from '../../../src/kv/membership-change.ts';
import { ENTRY_HEADER_BYTES, type Entry, emptyDraft } from '../../../src/raft/entry.ts';
import { decodeBootstrap, encodeBootstrap } from '../../../src/storage/bootstrap.ts';
import { decodeIdentity, encodeIdentity } from '../../../src/storage/identity.ts';
import {
  type BatchPlace,
  batchBytesMax,
  decodeBatch,
  encodeBatch,
  type LogRecord,
} from '../../../src/storage/log/batch.ts';
import {
  encodeSegmentHeader,
  isSegmentHeader,
  type SegmentHeader,
} from '../../../src/storage/log/segment.ts';
import {
  ascii,
  example,
  FIRST_ADDRESS,
  FIRST_NODE,
  type FormatExamples,
  SECOND_ADDRESS,
  SECOND_NODE,
} from './format-example.ts';

const COMMAND_FIELDS = { session: 5 as SessionId, sequence: 1, answeredThrough: 0 };
const GROUP = 1 as GroupId;

export const PUT: CommandDraft = {
  kind: 'put',
  ...COMMAND_FIELDS,
  key: ascii('k'),
  value: ascii('v'),
  expected: null,
};
/** Worth compressing. */
const REPETITIVE: CommandDraft = { ...PUT, value: ascii('v'.repeat(200)) };
const SWAP: CommandDraft = {
  ...PUT,
  kind: 'compareAndSwap',
  sequence: 2,
  answeredThrough: 1,
  expected: ascii('v'),
  value: ascii('w'),
};

export const MEMBERSHIP: Membership = {
  members: [{ role: 'voter', node: FIRST_NODE, address: FIRST_ADDRESS }],
  joint: null,
  removed: [SECOND_NODE],
  changeId: 4 as LogIndex,
};

const CHANGE: MembershipChange = {
  initial: false,
  expectedChangeId: 4 as LogIndex,
  transition: 'single',
  changes: [{ kind: 'addLearner', node: SECOND_NODE, address: SECOND_ADDRESS }],
};

const JOINT_MEMBERSHIP: Membership = {
  members: [{ role: 'witness', node: SECOND_NODE, address: SECOND_ADDRESS }],
  joint: {
    outgoing: [{ role: 'voter', node: FIRST_NODE, address: FIRST_ADDRESS }],
    autoLeave: true,
  },
  removed: [],
  changeId: 4 as LogIndex,
};

const JOINT_CHANGE: MembershipChange = {
  initial: false,
  expectedChangeId: null,
  transition: 'auto',
  changes: [
    { kind: 'addWitness', node: SECOND_NODE, address: SECOND_ADDRESS },
    { kind: 'demote', node: FIRST_NODE },
  ],
};

const SEGMENT: SegmentHeader = { segment: 1, node: FIRST_NODE, deployment: 1 };
const PLACE: BatchPlace = { number: 3, segment: 1, syncedThrough: 2, previous: 0x12_34_56_78 };

function encodedCommand(draft: CommandDraft): Uint8Array {
  const bytes = new Uint8Array(commandBytes(draft));
  encodeCommand(draft, bytes, 0);
  return bytes;
}

function compressedCommand(draft: CommandDraft): Uint8Array {
  const bytes = encodedCommand(draft);
  const command = { bytes, start: 0, end: bytes.length };
  const compressor = present(compressorOf('snappy'), 'it compresses');
  return present(compressCommand(command, compressor), 'it pays');
}

/** Keys come back as latin1 text, everything else as it was. */
function decodedCommand(bytes: Uint8Array): unknown {
  const command = decodeCommand(bytes, 0, bytes.length, nodeUtf8);
  return { ...command, key: ascii(command.key) };
}

/** Entry 7 of term 2: the command above. */
export function putEntry(): Entry {
  const payload = encodedCommand(PUT);
  const bytes = new Uint8Array(ENTRY_HEADER_BYTES + payload.length);
  bytes.set(payload, ENTRY_HEADER_BYTES);
  const place = { index: 7 as LogIndex, term: 2 as Term, kind: 'command' as const };
  const entry: Entry = { ...place, bytes, start: 0, end: bytes.length, sealed: false };
  sealEntry(entry, nodeChecksum);
  return entry;
}

function outlineEntry(): Entry {
  const place = { index: 7 as LogIndex, term: 2 as Term, kind: 'outline' as const };
  const entry: Entry = { ...place, ...emptyDraft(), sealed: false };
  sealEntry(entry, nodeChecksum);
  return entry;
}

/** What of an entry does not depend on where its bytes lie. */
export function plainEntry({ index, term, kind, bytes, start, end }: Entry): object {
  return { index, term, kind, record: Uint8Array.from(bytes.subarray(start, end)) };
}

function stateRecord(): LogRecord {
  const hardState = { term: 2 as Term, vote: SECOND_NODE, commitIndex: 6 as LogIndex };
  return { kind: 'state', group: GROUP, hardState, entries: [putEntry()] };
}

const MARKS: readonly LogRecord[] = [
  {
    kind: 'snapshot',
    group: GROUP,
    position: { index: 9 as LogIndex, term: 3 as Term },
    reset: true,
  },
  { kind: 'rotate', next: 2 },
  { kind: 'forget', group: GROUP },
];

function encodedBatch(records: readonly LogRecord[]): Uint8Array {
  const target = new Uint8Array(batchBytesMax(records));
  const { bytes } = encodeBatch(PLACE, records, target, nodeChecksum);
  return target.slice(0, bytes);
}

function decodedBatch(bytes: Uint8Array): unknown {
  const batch = decodeBatch(bytes, 0, nodeChecksum);
  return {
    number: batch?.number,
    segment: batch?.segment,
    syncedThrough: batch?.syncedThrough,
    previous: batch?.previous,
    records: batch?.records.map(plainRecord),
  };
}

function plainRecord(record: LogRecord): unknown {
  return record.kind === 'state' ? { ...record, entries: record.entries.map(plainEntry) } : record;
}

function batchExample(records: readonly LogRecord[]) {
  const value = { ...PLACE, records: records.map(plainRecord) };
  return { value, encode: () => encodedBatch(records), decode: decodedBatch };
}

function changeExample(change: MembershipChange) {
  return example(
    change,
    () => encodeMembershipChange(change, nodeUtf8),
    (bytes) => decodeMembershipChange(new ByteReader(bytes), nodeUtf8),
  );
}

function membershipExample(membership: Membership) {
  return example(
    membership,
    () => {
      const writer = new ByteWriter();
      encodeMembership(membership, writer, nodeUtf8);
      return writer.copy();
    },
    (bytes) => decodeMembership(new ByteReader(bytes), nodeUtf8),
  );
}

/** Commands, entries, memberships, and what lies in a node's directory. */
export const LOG_EXAMPLES: FormatExamples = {
  'command-put': example(PUT, encodedCommand, decodedCommand),
  'command-swap': example(SWAP, encodedCommand, decodedCommand),
  'command-compressed': example(REPETITIVE, compressedCommand, (bytes) => {
    const plain = plainCommand({ bytes, start: 0, end: bytes.length });
    return decodedCommand(plain.bytes.subarray(plain.start, plain.end));
  }),
  'membership-change': changeExample(CHANGE),
  'membership-change-joint': changeExample(JOINT_CHANGE),
  membership: membershipExample(MEMBERSHIP),
  'membership-joint': membershipExample(JOINT_MEMBERSHIP),
  'entry-record': {
    value: plainEntry(putEntry()),
    encode: () => putEntry().bytes,
    decode: (bytes) => plainEntry(decodeEntry(bytes, 0, bytes.length, nodeChecksum)),
  },
  'entry-record-outline': {
    value: plainEntry(outlineEntry()),
    encode: () => outlineEntry().bytes,
    decode: (bytes) => plainEntry(decodeEntry(bytes, 0, bytes.length, nodeChecksum)),
  },
  'segment-header': example(
    SEGMENT,
    (header) => encodeSegmentHeader(header, nodeChecksum),
    (bytes) => (isSegmentHeader(bytes, SEGMENT, nodeChecksum) ? SEGMENT : null),
  ),
  batch: batchExample([stateRecord()]),
  'batch-marks': batchExample(MARKS),
  identity: example(
    { node: FIRST_NODE, deployment: 1 },
    (identity) => encodeIdentity(identity, nodeChecksum),
    (bytes) => decodeIdentity(bytes, nodeChecksum),
  ),
  'identity-hostname': example(
    { node: FIRST_NODE, deployment: 1, hostname: 'host-a' },
    (identity) => encodeIdentity(identity, nodeChecksum),
    (bytes) => decodeIdentity(bytes, nodeChecksum),
  ),
  bootstrap: example(
    {
      join: false,
      removed: false,
      newcomer: false,
      machineType: 'kv-memory',
      members: [
        { node: FIRST_NODE, address: FIRST_ADDRESS },
        { node: SECOND_NODE, address: SECOND_ADDRESS },
      ],
    },
    (record) => encodeBootstrap(record, nodeChecksum, nodeUtf8),
    (bytes) => decodeBootstrap(bytes, nodeChecksum, nodeUtf8),
  ),
};
