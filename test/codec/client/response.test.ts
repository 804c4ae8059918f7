import test from 'ava';
import fc from 'fast-check';
import { ByteWriter } from '../../../src/base/bytes.ts';
import { DecodeError } from '../../../src/base/errors.ts';
import { NO_NODE } from '../../../src/base/ids.ts';
import {
  type ClientResponse,
  decodeResponse,
  encodeResponse,
} from '../../../src/codec/client/response.ts';
import { FrameSplitter } from '../../../src/codec/frame-splitter.ts';
import { nodeUtf8 } from '../../../src/io/platform/ports.ts';
import { anyMembership } from '../any-membership.ts';
import { anyGroup, anyIndex, anyNode, anyTerm } from '../any-message.ts';
import { truncations } from '../damage.ts';

const requestId = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const anyNumber = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const anyLeader = fc.oneof(fc.constant(NO_NODE), anyNode);

const anyStatus = fc.record({
  group: anyGroup,
  role: fc.constantFrom(
    'follower' as const,
    'preCandidate' as const,
    'candidate' as const,
    'leader' as const,
  ),
  term: anyTerm,
  leader: anyLeader,
  commitIndex: anyIndex,
  appliedIndex: anyIndex,
  lastIndex: anyIndex,
  firstIndex: anyIndex,
  snapshotIndex: anyIndex,
  keys: anyNumber,
  snapshotsSaved: anyNumber,
  snapshotsInstalled: anyNumber,
  elections: anyNumber,
  membership: anyMembership,
});

const anyResponse: fc.Arbitrary<ClientResponse> = fc.oneof(
  fc.record({
    kind: fc.constant('written' as const),
    requestId,
    result: fc.record({
      status: fc.constantFrom(
        'ok' as const,
        'mismatch' as const,
        'sessionUnknown' as const,
        'sessionEvicted' as const,
        'alreadyAnswered' as const,
        'invalid' as const,
      ),
      revision: anyNumber,
      previousRevision: anyNumber,
    }),
  }),
  fc.record({
    kind: fc.constant('log' as const),
    requestId,
    firstIndex: anyIndex,
    commitIndex: anyIndex,
    records: fc.uint8Array({ maxLength: 40 }),
  }),
  fc.record({
    kind: fc.constant('read' as const),
    requestId,
    found: fc.boolean(),
    revision: anyNumber,
    value: fc.uint8Array({ maxLength: 40 }),
  }),
  fc.record({
    kind: fc.constant('staleRead' as const),
    requestId,
    found: fc.boolean(),
    revision: anyNumber,
    appliedIndex: anyIndex,
    term: anyTerm,
    stalenessMicros: anyNumber,
    leaderSilentMicros: anyNumber,
    value: fc.uint8Array({ maxLength: 40 }),
  }),
  fc.record({ kind: fc.constant('status' as const), requestId, status: anyStatus }),
  fc.record({ kind: fc.constant('done' as const), requestId }),
  fc.record({ kind: fc.constant('committed' as const), requestId, index: anyIndex }),
  fc.record({
    kind: fc.constant('unknownOutcome' as const),
    requestId,
    cause: fc.constantFrom('timeout' as const, 'terminated' as const, 'leaderLost' as const),
  }),
  fc.record({
    kind: fc.constant('refused' as const),
    requestId,
    code: fc.constantFrom(
      'notLeader' as const,
      'busy' as const,
      'dropped' as const,
      'unknownGroup' as const,
      'invalid' as const,
      'tooLarge' as const,
      'quarantined' as const,
      'rejected' as const,
      'tooStale' as const,
      'unsupported' as const,
      'aborted' as const,
    ),
    leader: anyLeader,
    reason: fc.string({ unit: 'grapheme', maxLength: 30 }),
  }),
);

test('responses that share a buffer are the same after encoding and decoding', (t) => {
  fc.assert(
    fc.property(fc.array(anyResponse, { maxLength: 8 }), (responses) => {
      const writer = new ByteWriter();
      for (const response of responses) {
        encodeResponse(response, writer, nodeUtf8);
      }
      const decoded: ClientResponse[] = [];
      new FrameSplitter().push(writer.copy(), (bytes, start, end) =>
        decoded.push(decodeResponse(bytes, start, end, nodeUtf8)),
      );
      t.deepEqual(decoded.map(plain), responses.map(plain));
    }),
    { numRuns: 300 },
  );
});

test('a response that is cut off in its fixed part is refused', (t) => {
  const written: ClientResponse = {
    kind: 'written',
    requestId: 3,
    result: { status: 'ok', revision: 9, previousRevision: 0 },
  };
  const refused: ClientResponse = {
    kind: 'refused',
    requestId: 3,
    code: 'busy',
    leader: NO_NODE,
    reason: 'later',
  };
  for (const response of [written, refused]) {
    const writer = new ByteWriter();
    encodeResponse(response, writer, nodeUtf8);
    for (const cut of truncations(writer.copy())) {
      t.throws(() => decodeResponse(cut, 0, cut.length, nodeUtf8), { instanceOf: DecodeError });
    }
  }
});

function plain(response: ClientResponse) {
  return 'value' in response ? { ...response, value: [...response.value] } : response;
}
