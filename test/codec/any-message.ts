import fc from 'fast-check';
import type { NodeId } from '../../src/base/ids.ts';
import { sealEntry } from '../../src/codec/entry-record.ts';
import type { PeerMessage } from '../../src/codec/peer/peer-message.ts';
import { nodeChecksum } from '../../src/io/platform/ports.ts';
import { ENTRY_HEADER_BYTES, type Entry, type EntryKind } from '../../src/raft/entry.ts';
import { group, index, node, term } from '../branded.ts';

const NUMBER_MAX = Number.MAX_SAFE_INTEGER;
const anyNumber = fc.oneof(fc.nat(300), fc.integer({ min: 0, max: NUMBER_MAX }));

export const anyIndex = anyNumber.map(index);
export const anyTerm = anyNumber.map(term);
export const anyNode = fc
  .oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 2 ** 48 - 1 }))
  .map(node);
export const anyGroup = fc.integer({ min: 0, max: 2 ** 32 - 1 }).map(group);
const anyU32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const anyNodes = fc.uniqueArray(anyNode, { maxLength: 7 });
const anyKind = fc.constantFrom<EntryKind>('empty', 'command', 'configuration');

/** An entry with its header filled in, somewhere in a larger buffer. */
export function sealedEntry(
  at: number,
  inTerm: number,
  kind: EntryKind,
  payload: Uint8Array,
  start = 0,
): Entry {
  const end = start + ENTRY_HEADER_BYTES + payload.length;
  const bytes = new Uint8Array(end + 3);
  bytes.set(payload, start + ENTRY_HEADER_BYTES);
  const entry = { index: index(at), term: term(inTerm), kind, bytes, start, end, sealed: false };
  sealEntry(entry, nodeChecksum);
  return entry;
}

/** Consecutive sealed entries behind `previous`, none of a later term than `last`. */
function entriesAfter(previous: number, last: number) {
  const anyEntry = fc.record({
    kind: anyKind,
    payload: fc.uint8Array({ maxLength: 40 }),
    term: fc.integer({ min: 0, max: last }),
    start: fc.nat(5),
  });
  return fc
    .array(anyEntry, { maxLength: 4 })
    .map((each) =>
      each.map((entry, i) =>
        sealedEntry(previous + 1 + i, entry.term, entry.kind, entry.payload, entry.start),
      ),
    );
}

/** Any message between two given nodes, of every kind. */
export function anyPeerMessage(from: NodeId, to: NodeId): fc.Arbitrary<PeerMessage> {
  const of = <T extends PeerMessage['message']>(
    kind: T['kind'],
    fields: { [K in keyof Omit<T, 'kind' | 'from' | 'to' | 'term'>]: fc.Arbitrary<T[K]> },
  ) =>
    fc.record({
      kind: fc.constant(kind),
      from: fc.constant(from),
      to: fc.constant(to),
      term: anyTerm,
      ...fields,
    }) as unknown as fc.Arbitrary<T>;
  const anyAppend = fc
    .record({
      prevIndex: fc.nat(2 ** 40).map(index),
      prevTerm: anyTerm,
      commitIndex: anyIndex,
      term: anyTerm,
    })
    .chain((append) =>
      entriesAfter(append.prevIndex, append.term).map((entries) => ({
        kind: 'append' as const,
        from,
        to,
        ...append,
        entries,
      })),
    );
  const anyChunk = of<Extract<PeerMessage['message'], { kind: 'snapshotChunk' }>>('snapshotChunk', {
    index: anyIndex,
    indexTerm: anyTerm,
    fileBytes: anyNumber,
    offset: anyNumber,
    checksum: fc.constant(0),
    bytes: fc.uint8Array({ maxLength: 60 }),
  }).map((chunk) => ({
    ...chunk,
    checksum: nodeChecksum(chunk.bytes, 0, chunk.bytes.length, 0),
  }));
  type Of<K extends PeerMessage['message']['kind']> = Extract<PeerMessage['message'], { kind: K }>;
  const last = { lastIndex: anyIndex, lastTerm: anyTerm };
  const anyConfiguration = fc.record({
    voters: anyNodes,
    outgoing: anyNodes,
    learners: anyNodes,
    witnesses: anyNodes,
  });
  const anyMessage: fc.Arbitrary<PeerMessage['message']> = fc.oneof(
    of<Of<'preVoteRequest'>>('preVoteRequest', last),
    of<Of<'preVoteResponse'>>('preVoteResponse', { granted: fc.boolean() }),
    of<Of<'voteRequest'>>('voteRequest', { ...last, transfer: fc.boolean() }),
    of<Of<'voteResponse'>>('voteResponse', { granted: fc.boolean() }),
    { weight: 4, arbitrary: anyAppend },
    of<Of<'appendResponse'>>('appendResponse', {
      rejected: fc.boolean(),
      index: anyIndex,
      hintIndex: anyIndex,
      hintTerm: anyTerm,
    }),
    of<Of<'heartbeat'>>('heartbeat', { commitIndex: anyIndex, readCounter: anyNumber }),
    of<Of<'heartbeatResponse'>>('heartbeatResponse', { readCounter: anyNumber }),
    of<Of<'installSnapshot'>>('installSnapshot', {
      index: anyIndex,
      indexTerm: anyTerm,
      configuration: anyConfiguration,
    }),
    of<Of<'readIndexRequest'>>('readIndexRequest', { requestId: anyNumber }),
    of<Of<'readIndexResponse'>>('readIndexResponse', { requestId: anyNumber, index: anyIndex }),
    of<Of<'timeoutNow'>>('timeoutNow', {}),
    { weight: 2, arbitrary: anyChunk },
    of<Of<'snapshotProgress'>>('snapshotProgress', {
      index: anyIndex,
      nextOffset: anyNumber,
      status: fc.constantFrom('more', 'done', 'refused'),
    }),
    of<Of<'quiesce'>>('quiesce', { commitIndex: anyIndex }),
    of<Of<'quiesceResponse'>>('quiesceResponse', { commitIndex: anyIndex }),
    of<Of<'wake'>>('wake', {}),
    of<Of<'initialMembers'>>('initialMembers', {
      isAnswer: fc.boolean(),
      hasHadLeader: fc.boolean(),
      members: anyNodes,
    }),
    of<Of<'removedNotice'>>('removedNotice', {}),
    of<Of<'joinQuestion'>>('joinQuestion', {}),
    of<Of<'joinAnswer'>>('joinAnswer', {
      standing: fc.constantFrom('learner', 'voter', 'stranger'),
      configurationIndex: anyIndex,
      voters: anyNodes,
    }),
  );
  return fc.record({ group: anyGroup, message: anyMessage });
}

export const anyDeployment = anyU32;

/** What an entry says, without the memory it lies in. */
export function entryContent({ index: at, term: inTerm, kind, bytes, start, end }: Entry) {
  return { index: at, term: inTerm, kind, record: [...bytes.subarray(start, end)] };
}

/** What a message says, without the memory that its bytes lie in. */
export function content({ group: of, message }: PeerMessage) {
  switch (message.kind) {
    case 'append':
      return { group: of, ...message, entries: message.entries.map(entryContent) };
    case 'snapshotChunk':
      return { group: of, ...message, bytes: [...message.bytes] };
    default:
      return { group: of, ...message };
  }
}
