import test, { type ExecutionContext } from 'ava';
import { ByteReader, ByteWriter } from '../../src/base/bytes.ts';
import type { GroupId, LogIndex, NodeId, SessionId, Term } from '../../src/base/ids.ts';
import { encodeRead, encodeRequest } from '../../src/codec/client/request.ts';
import {
  decodeResponse,
  encodeResponse,
  type RefusalCode,
  type UnknownOutcomeCause,
} from '../../src/codec/client/response.ts';
import { type CommandDraft, encodeCommand } from '../../src/codec/command.ts';
import { writeFields } from '../../src/codec/peer/message-fields.ts';
import type { PeerMessage } from '../../src/codec/peer/peer-message.ts';
import { nodeUtf8 } from '../../src/io/platform/ports.ts';
import type { CommandKind } from '../../src/kv/command.ts';
import type { ResultStatus } from '../../src/kv/result.ts';
import type { LogRecord } from '../../src/storage/log/batch.ts';
import { batchBytesMax, encodeBatch } from '../../src/storage/log/batch.ts';
import { toHex } from '../codec/hex.ts';
import type { FormatExamples } from './examples/format-example.ts';
import { LOG_EXAMPLES, PUT } from './examples/log-examples.ts';
import { RECORD_EXAMPLES } from './examples/record-examples.ts';
import { SNAPSHOT_EXAMPLES } from './examples/snapshot-examples.ts';
import { STORE_EXAMPLES } from './examples/store-examples.ts';
import { WIRE_EXAMPLES } from './examples/wire-examples.ts';
import { hexBlocks, readDocument, tablesWith } from './markdown.ts';

type AnyMessage = PeerMessage['message'];

const document = readDocument('docs/formats.md');
const blocks = hexBlocks(document);
const examples: FormatExamples = {
  ...LOG_EXAMPLES,
  ...WIRE_EXAMPLES,
  ...SNAPSHOT_EXAMPLES,
  ...RECORD_EXAMPLES,
  ...STORE_EXAMPLES,
};

test('every example of the document has code, and every example of the code is shown', (t) => {
  t.deepEqual([...blocks.keys()].sort(), Object.keys(examples).sort());
});

for (const [name, { value, encode, decode }] of Object.entries(examples)) {
  test(`the code writes the bytes of the example ${name}, and reads its value from them`, (t) => {
    const shown = blocks.get(name) ?? new Uint8Array(0);
    t.is(toHex(encode()), toHex(shown));
    t.deepEqual(decode(shown), value);
  });
}

test('the limits are those of the code', async (t) => {
  const limits: Readonly<Record<string, unknown>> = await import('../../src/base/limits.ts');
  const [table] = tablesWith(document, 'limit', 'value');
  const shown = table?.rows.map(([name, value]) => [name, Number(value)]) ?? [];
  t.deepEqual(Object.fromEntries(shown), { ...limits });
});

const ENVELOPE = { from: 1 as NodeId, to: 2 as NodeId, term: 3 as Term };
const INDEX = 4 as LogIndex;
const NODES = [1 as NodeId];
const NO_BYTES = new Uint8Array(0);

/** One message of each kind; every list has one node. */
const MESSAGES: { readonly [Kind in AnyMessage['kind']]: Extract<AnyMessage, { kind: Kind }> } = {
  preVoteRequest: {
    kind: 'preVoteRequest',
    ...ENVELOPE,
    lastIndex: INDEX,
    lastTerm: ENVELOPE.term,
  },
  preVoteResponse: { kind: 'preVoteResponse', ...ENVELOPE, granted: true },
  voteRequest: {
    kind: 'voteRequest',
    ...ENVELOPE,
    lastIndex: INDEX,
    lastTerm: ENVELOPE.term,
    transfer: true,
  },
  voteResponse: { kind: 'voteResponse', ...ENVELOPE, granted: true },
  append: {
    kind: 'append',
    ...ENVELOPE,
    prevIndex: INDEX,
    prevTerm: ENVELOPE.term,
    commitIndex: INDEX,
    entries: [],
  },
  appendResponse: {
    kind: 'appendResponse',
    ...ENVELOPE,
    rejected: false,
    index: INDEX,
    hintIndex: INDEX,
    hintTerm: ENVELOPE.term,
  },
  heartbeat: { kind: 'heartbeat', ...ENVELOPE, commitIndex: INDEX, readCounter: 1 },
  heartbeatResponse: { kind: 'heartbeatResponse', ...ENVELOPE, readCounter: 1 },
  installSnapshot: {
    kind: 'installSnapshot',
    ...ENVELOPE,
    index: INDEX,
    indexTerm: ENVELOPE.term,
    configuration: { voters: NODES, outgoing: NODES, learners: NODES, witnesses: NODES },
  },
  readIndexRequest: { kind: 'readIndexRequest', ...ENVELOPE, requestId: 1 },
  readIndexResponse: { kind: 'readIndexResponse', ...ENVELOPE, requestId: 1, index: INDEX },
  timeoutNow: { kind: 'timeoutNow', ...ENVELOPE },
  snapshotChunk: {
    kind: 'snapshotChunk',
    ...ENVELOPE,
    index: INDEX,
    indexTerm: ENVELOPE.term,
    fileBytes: 1,
    offset: 0,
    checksum: 0,
    bytes: NO_BYTES,
  },
  snapshotProgress: {
    kind: 'snapshotProgress',
    ...ENVELOPE,
    index: INDEX,
    nextOffset: 1,
    status: 'more',
  },
  removedNotice: { kind: 'removedNotice', ...ENVELOPE },
  joinQuestion: { kind: 'joinQuestion', ...ENVELOPE },
  joinAnswer: {
    kind: 'joinAnswer',
    ...ENVELOPE,
    standing: 'voter',
    configurationIndex: INDEX,
    voters: NODES,
  },
  quiesce: { kind: 'quiesce', ...ENVELOPE, commitIndex: INDEX },
  quiesceResponse: { kind: 'quiesceResponse', ...ENVELOPE, commitIndex: INDEX },
  wake: { kind: 'wake', ...ENVELOPE },
  initialMembers: {
    kind: 'initialMembers',
    ...ENVELOPE,
    isAnswer: false,
    hasHadLeader: true,
    members: NODES,
  },
};

/** Kind, group and term, which every message has. */
const COMMON_BYTES = 1 + 4 + 8;
/** Sizes of the types as the document names them; `nodes` with one node. */
const TYPE_BYTES: Readonly<Record<string, number>> = { u8: 1, u16: 2, u32: 4, u64: 8, nodes: 10 };

/** What the types that a cell names add up to. */
function bytesOfTypes(cell: string): number {
  const types = cell.match(/\b(u8|u16|u32|u64|nodes)\b/g) ?? [];
  return types.reduce((sum, type) => sum + (TYPE_BYTES[type] as number), 0);
}

test('every kind of message has the number and the fields of its row', (t) => {
  const [table] = tablesWith(document, 'number', 'kind', 'fields');
  const rows = table?.rows ?? [];
  t.deepEqual(rows.map(([, kind]) => kind).sort(), Object.keys(MESSAGES).sort());
  for (const [number, kind, fields] of rows) {
    const writer = new ByteWriter();
    writeFields(writer, { group: 1 as GroupId, message: MESSAGES[kind as AnyMessage['kind']] });
    t.is(writer.bytes[0], Number(number), kind);
    t.is(writer.length, COMMON_BYTES + bytesOfTypes(fields as string), kind);
  }
});

/** The names of a table's second column by the numbers of its first. */
function numbered(t: ExecutionContext, ...headings: readonly string[]): string[] {
  const names: string[] = [];
  for (const { rows } of tablesWith(document, ...headings)) {
    for (const [number, name] of rows) {
      names[Number(number)] = name as string;
    }
  }
  t.true(names.length > 1, `there is a table of ${headings.join(', ')}`);
  return names;
}

function responseBytes(response: Parameters<typeof encodeResponse>[0]): Uint8Array {
  const writer = new ByteWriter();
  encodeResponse(response, writer, nodeUtf8);
  return writer.copy();
}

/** Where the first field behind the kind of a response stands. */
const RESPONSE_FIELD_AT = 9;

/** Checks that the number behind the last one in the document means nothing to the code either. */
function expectUnknown(t: ExecutionContext, response: Uint8Array, number: number): void {
  response[RESPONSE_FIELD_AT] = number;
  t.throws(() => decodeResponse(response, 0, response.length, nodeUtf8), {
    message: /unknown code/,
  });
}

test('a refusal has the code of its row, and there are no others', (t) => {
  const refused = (code: string) =>
    responseBytes({
      kind: 'refused',
      requestId: 1,
      code: code as RefusalCode,
      leader: 1 as NodeId,
      reason: '',
    });
  const codes = numbered(t, 'number', 'code');
  t.deepEqual(
    codes.map((code) => refused(code)[RESPONSE_FIELD_AT]),
    [...codes.keys()],
  );
  expectUnknown(t, refused('busy'), codes.length);
});

test('an unknown outcome has the cause of its row, the first one of them unwritten', (t) => {
  const unknown = (cause: string) =>
    responseBytes({ kind: 'unknownOutcome', requestId: 1, cause: cause as UnknownOutcomeCause });
  const causes = numbered(t, 'number', 'cause');
  t.is(unknown(causes[0] as string).length, RESPONSE_FIELD_AT);
  t.deepEqual(
    causes.map((cause) => unknown(cause)[RESPONSE_FIELD_AT] ?? 0),
    [...causes.keys()],
  );
  expectUnknown(t, unknown('terminated'), causes.length);
});

test('every answer, refusal and cause that the table of result codes names is one of ours', (t) => {
  const [table] = tablesWith(document, 'result', 'here');
  const known = new Set([
    ...numbered(t, 'number', 'request'),
    ...numbered(t, 'number', 'response'),
    ...numbered(t, 'number', 'status'),
    ...numbered(t, 'number', 'code'),
    ...numbered(t, 'number', 'cause'),
    // Written as another status, with a byte behind: see the example `response-evicted`.
    'sessionEvicted',
  ]);
  const rows = table?.rows ?? [];
  t.true(rows.length >= 6);
  const words = new Set(['with', 'a', 'is', 'or', 'only', 'where', 'before', 'for', 'read']);
  const strange = rows.flatMap(([, here]) =>
    (here as string).split(/[ ,;]+/).filter((word) => !known.has(word) && !words.has(word)),
  );
  t.deepEqual(strange, []);
});

test('a result has the status of its row, and there are no others', (t) => {
  const written = (status: string) =>
    responseBytes({
      kind: 'written',
      requestId: 1,
      result: { status: status as ResultStatus, revision: 0, previousRevision: 0 },
    });
  const statuses = numbered(t, 'number', 'status');
  t.deepEqual(
    statuses.map((status) => written(status)[RESPONSE_FIELD_AT]),
    [...statuses.keys()],
  );
  expectUnknown(t, written('ok'), statuses.length);
});

test('a request has the number of its row', (t) => {
  const addressed = { requestId: 1, group: 1 as GroupId };
  const kinds = numbered(t, 'number', 'request');
  const change = {
    initial: false,
    expectedChangeId: null,
    transition: 'single',
    changes: [],
  } as const;
  const frames = [
    blocks.get('request-write'),
    encodeRead(addressed, { consistency: 'stale' }, NO_BYTES),
    encodeRequest({ kind: 'changeMembership', ...addressed, change }, nodeUtf8),
    encodeRequest({ kind: 'transfer', ...addressed, target: 1 as NodeId }, nodeUtf8),
    encodeRequest({ kind: 'status', ...addressed }, nodeUtf8),
    encodeRequest({ kind: 'snapshot', ...addressed }, nodeUtf8),
    encodeRequest({ kind: 'compact', ...addressed, index: 1 as LogIndex }, nodeUtf8),
    blocks.get('request-notified-write'),
    blocks.get('request-read-log'),
  ];
  t.deepEqual(kinds, [
    'write',
    'read',
    'changeMembership',
    'transfer',
    'status',
    'snapshot',
    'compact',
    'notifiedWrite',
    'readLog',
  ]);
  t.deepEqual(
    frames.map((frame) => frame?.[8]),
    [...kinds.keys()],
  );
});

test('a command has the number that its table gives its kind', (t) => {
  const [table] = tablesWith(document, 'field', 'type').filter(
    ({ section }) => section === 'Command',
  );
  const cell = table?.rows.find(([field]) => field === 'kind')?.[2] ?? '';
  const kinds = [...cell.matchAll(/(\d) (\w+)/g)];
  t.is(kinds.length, 5);
  for (const [, number, kind] of kinds) {
    const draft: CommandDraft = { ...PUT, session: 0 as SessionId, kind: kind as CommandKind };
    const bytes = new Uint8Array(100);
    encodeCommand(draft, bytes, 0);
    t.is(bytes[1], Number(number), kind);
  }
});

test('a log record has the size of its row', (t) => {
  const records: readonly LogRecord[] = [
    {
      kind: 'state',
      group: 1 as GroupId,
      hardState: { term: 1 as Term, vote: 1 as NodeId, commitIndex: INDEX },
      entries: [],
    },
    {
      kind: 'snapshot',
      group: 1 as GroupId,
      position: { index: INDEX, term: 1 as Term },
      reset: false,
    },
    { kind: 'rotate', next: 2 },
    { kind: 'forget', group: 1 as GroupId },
  ];
  const [table] = tablesWith(document, 'record', 'bytes');
  const place = { number: 1, segment: 1, syncedThrough: 0, previous: 0 };
  const sizes = records.map((record) => {
    const target = new Uint8Array(batchBytesMax([record]));
    encodeBatch(place, [record], target, () => 0);
    return new ByteReader(target, 12).u32();
  });
  t.deepEqual(
    table?.rows.map(([, bytes]) => Number(bytes)),
    sizes,
  );
  t.deepEqual(
    table?.rows.map(([, , fields]) => bytesOfTypes(fields as string)),
    sizes,
  );
});
