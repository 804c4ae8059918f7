import { ByteWriter } from '../../../src/base/bytes.ts';
import { type GroupId, type LogIndex, NO_NODE, type Term } from '../../../src/base/ids.ts';
import {
  type ClientRequest,
  decodeRequest,
  encodeRead,
  encodeRequest,
  encodeWrite,
  type OperatorRequest,
  writeRequestBytes,
} from '../../../src/codec/client/request.ts';
import {
  type ClientResponse,
  decodeResponse,
  encodeResponse,
} from '../../../src/codec/client/response.ts';
import { decodeHandshake, encodeHandshake, type Handshake } from '../../../src/codec/handshake.ts';
import { decodePeerFrame, PeerFrameEncoder } from '../../../src/codec/peer/peer-frame.ts';
import type { PeerMessage } from '../../../src/codec/peer/peer-message.ts';
import type { ProtocolVersion } from '../../../src/codec/protocol-version.ts';
import { nodeChecksum, nodePorts, nodeUtf8 } from '../../../src/io/platform/ports.ts';
import {
  ascii,
  example,
  FIRST_NODE,
  type FormatExample,
  type FormatExamples,
  SECOND_NODE,
} from './format-example.ts';
import { MEMBERSHIP, PUT, plainEntry, putEntry } from './log-examples.ts';

const DEPLOYMENT = 1;
const GROUP = 1 as GroupId;
const ADDRESSED = { requestId: 17, group: GROUP };
const ENVELOPE = { from: FIRST_NODE, to: SECOND_NODE, term: 3 as Term };

const HANDSHAKE: Handshake = {
  version: 1,
  newest: 1,
  caller: 'peer',
  from: FIRST_NODE,
  to: SECOND_NODE,
  deployment: DEPLOYMENT,
};

const HANDSHAKE_2: Handshake = { ...HANDSHAKE, newest: 2 };

const HEARTBEATS: readonly PeerMessage[] = [
  heartbeat(1, { term: 3, commitIndex: 300, readCounter: 0 }),
  heartbeat(4, { term: 2, commitIndex: 7, readCounter: 1 }),
];

const INITIAL_MEMBERS: PeerMessage = {
  group: GROUP,
  message: {
    kind: 'initialMembers',
    ...ENVELOPE,
    term: 0 as Term,
    isAnswer: true,
    hasHadLeader: false,
    members: [ENVELOPE.from, ENVELOPE.to],
  },
};

const VOTE_REQUEST: PeerMessage = {
  group: GROUP,
  message: {
    kind: 'voteRequest',
    ...ENVELOPE,
    lastIndex: 7 as LogIndex,
    lastTerm: 2 as Term,
    transfer: false,
  },
};

const CHUNK: PeerMessage = {
  group: GROUP,
  message: {
    kind: 'snapshotChunk',
    ...ENVELOPE,
    index: 9 as LogIndex,
    indexTerm: 3 as Term,
    fileBytes: 3,
    offset: 0,
    checksum: nodeChecksum(ascii('abc'), 0, 3, 0),
    bytes: ascii('abc'),
  },
};

function heartbeat(
  group: number,
  { term, commitIndex, readCounter }: { term: number; commitIndex: number; readCounter: number },
): PeerMessage {
  const message = {
    kind: 'heartbeat',
    ...ENVELOPE,
    term: term as Term,
    commitIndex: commitIndex as LogIndex,
    readCounter,
  } as const;
  return { group: group as GroupId, message };
}

function append(): PeerMessage {
  return {
    group: GROUP,
    message: {
      kind: 'append',
      ...ENVELOPE,
      prevIndex: 6 as LogIndex,
      prevTerm: 2 as Term,
      commitIndex: 6 as LogIndex,
      entries: [putEntry()],
    },
  };
}

function frameExample(
  messages: readonly PeerMessage[],
  version: ProtocolVersion = 1,
): FormatExample {
  const route = { from: FIRST_NODE, to: SECOND_NODE, deployment: DEPLOYMENT };
  return {
    value: { ...route, messages: messages.map(plainMessage) },
    encode: () => {
      const encoder = new PeerFrameEncoder(route, { messagesMax: 10, payloadBytesMax: 1000 });
      encoder.version = version;
      for (const message of messages) {
        encoder.add(message);
      }
      const { buffer, length } = encoder.finish(nodePorts().buffers, nodeChecksum);
      return Uint8Array.from(buffer.subarray(0, length));
    },
    decode: (bytes) => {
      const frame = decodePeerFrame(bytes, 0, bytes.length, nodeChecksum);
      return { ...frame, messages: frame.messages.map(plainMessage) };
    },
  };
}

function plainMessage({ group, message }: PeerMessage): unknown {
  return message.kind === 'append'
    ? { group, ...message, entries: message.entries.map(plainEntry) }
    : { group, ...message };
}

function requestExample(value: unknown, encode: () => Uint8Array): FormatExample {
  return {
    value,
    encode,
    decode: (bytes) => plainRequest(decodeRequest(bytes, 0, bytes.length, nodeUtf8)),
  };
}

function plainRequest(request: ClientRequest): unknown {
  if (request.kind !== 'write') {
    return request;
  }
  const { kind, requestId, group, bytes, start, end } = request;
  return { kind, requestId, group, command: Uint8Array.from(bytes.subarray(start, end)) };
}

function responseExample(response: ClientResponse): FormatExample {
  return example(
    response,
    () => {
      const writer = new ByteWriter();
      encodeResponse(response, writer, nodeUtf8);
      return writer.copy();
    },
    (bytes) => decodeResponse(bytes, 0, bytes.length, nodeUtf8),
  );
}

function writeRequest(change: { readonly notifyCommit?: true } = {}): Uint8Array {
  const frame = new Uint8Array(writeRequestBytes(PUT));
  encodeWrite({ ...ADDRESSED, ...change }, PUT, frame, 0);
  return frame;
}

const SNAPSHOT: OperatorRequest = { kind: 'snapshot', ...ADDRESSED, untilSaved: true };
const SEVENTH = 7 as LogIndex;
const READ_LOG: OperatorRequest = {
  kind: 'readLog',
  ...ADDRESSED,
  range: { first: SEVENTH, last: SEVENTH, bytesMax: 4096 },
};
const TRANSFER: OperatorRequest = { kind: 'transfer', ...ADDRESSED, target: SECOND_NODE };

/** What travels between nodes, and between clients and nodes. */
export const WIRE_EXAMPLES: FormatExamples = {
  handshake: example(
    HANDSHAKE,
    (handshake) => encodeHandshake(handshake, nodeChecksum),
    (bytes) => decodeHandshake(bytes, nodeChecksum),
  ),
  'handshake-version-2': example(
    HANDSHAKE_2,
    (handshake) => encodeHandshake(handshake, nodeChecksum),
    (bytes) => decodeHandshake(bytes, nodeChecksum),
  ),
  'frame-heartbeats': frameExample(HEARTBEATS, 2),
  'frame-initial-members': frameExample([INITIAL_MEMBERS], 2),
  'frame-vote-request': frameExample([VOTE_REQUEST]),
  'frame-append': frameExample([append()]),
  'frame-snapshot-chunk': frameExample([CHUNK]),
  'request-write': requestExample(
    { kind: 'write', ...ADDRESSED, command: writeRequest().slice(13) },
    writeRequest,
  ),
  'request-read': requestExample(
    { kind: 'read', ...ADDRESSED, consistency: 'linearizable', key: 'k' },
    () => encodeRead(ADDRESSED, { consistency: 'linearizable' }, ascii('k')),
  ),
  'request-bounded-read': requestExample(
    { kind: 'read', ...ADDRESSED, consistency: 'bounded', withinMicros: 1_000_000, key: 'k' },
    () => encodeRead(ADDRESSED, { consistency: 'bounded', withinMicros: 1_000_000 }, ascii('k')),
  ),
  'request-transfer': requestExample(TRANSFER, () => encodeRequest(TRANSFER, nodeUtf8)),
  'request-snapshot-awaited': requestExample(SNAPSHOT, () => encodeRequest(SNAPSHOT, nodeUtf8)),
  'request-notified-write': requestExample(
    { kind: 'write', ...ADDRESSED, command: writeRequest().slice(13) },
    () => writeRequest({ notifyCommit: true }),
  ),
  'request-read-log': requestExample(READ_LOG, () => encodeRequest(READ_LOG, nodeUtf8)),
  'response-log': responseExample({
    kind: 'log',
    requestId: 17,
    firstIndex: 5 as LogIndex,
    commitIndex: 9 as LogIndex,
    records: putEntry().bytes,
  }),
  'response-committed': responseExample({
    kind: 'committed',
    requestId: 17,
    index: 7 as LogIndex,
  }),
  'response-unknown-outcome': responseExample({
    kind: 'unknownOutcome',
    requestId: 17,
    cause: 'terminated',
  }),
  'response-written': responseExample({
    kind: 'written',
    requestId: 17,
    result: { status: 'ok', revision: 7, previousRevision: 0 },
  }),
  'response-evicted': responseExample({
    kind: 'written',
    requestId: 17,
    result: { status: 'sessionEvicted', revision: 0, previousRevision: 0 },
  }),
  'response-read': responseExample({
    kind: 'read',
    requestId: 17,
    found: true,
    revision: 7,
    value: ascii('v'),
  }),
  'response-stale-read': responseExample({
    kind: 'staleRead',
    requestId: 17,
    found: true,
    revision: 7,
    appliedIndex: 9 as LogIndex,
    term: 3 as Term,
    stalenessMicros: 250_000,
    leaderSilentMicros: 100_000,
    value: ascii('v'),
  }),
  'response-refused': responseExample({
    kind: 'refused',
    requestId: 17,
    code: 'notLeader',
    leader: SECOND_NODE,
    reason: 'another node leads the group',
  }),
  'response-status': responseExample({
    kind: 'status',
    requestId: 17,
    status: {
      group: GROUP,
      role: 'follower',
      term: 3 as Term,
      leader: NO_NODE,
      commitIndex: 9 as LogIndex,
      appliedIndex: 9 as LogIndex,
      lastIndex: 10 as LogIndex,
      firstIndex: 8 as LogIndex,
      snapshotIndex: 9 as LogIndex,
      keys: 1,
      snapshotsSaved: 1,
      snapshotsInstalled: 0,
      elections: 0,
      membership: MEMBERSHIP,
    },
  }),
};
