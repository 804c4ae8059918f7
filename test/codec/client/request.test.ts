import test from 'ava';
import fc from 'fast-check';
import { readU32 } from '../../../src/base/bytes.ts';
import { DecodeError } from '../../../src/base/errors.ts';
import type { SessionId } from '../../../src/base/ids.ts';
import { KEY_BYTES_MAX } from '../../../src/base/limits.ts';
import {
  decodeRequest,
  encodeRead,
  encodeRequest,
  encodeWrite,
  type Freshness,
  type OperatorIntent,
  requestIdOf,
  writeRequestBytes,
} from '../../../src/codec/client/request.ts';
import { type CommandDraft, decodeCommand } from '../../../src/codec/command.ts';
import { nodeUtf8 } from '../../../src/io/platform/ports.ts';
import { group, node } from '../../branded.ts';
import { anyMembershipChange } from '../any-membership.ts';
import { anyGroup, anyIndex, anyNode } from '../any-message.ts';
import { truncations } from '../damage.ts';

const anyAddressed = fc.record({
  requestId: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  group: anyGroup,
});

const anyIntent: fc.Arbitrary<OperatorIntent> = fc.oneof(
  fc.record({ kind: fc.constant('changeMembership' as const), change: anyMembershipChange }),
  fc.record({ kind: fc.constant('transfer' as const), target: anyNode }),
  fc.record({ kind: fc.constantFrom('status' as const, 'snapshot' as const) }),
  fc.record({ kind: fc.constant('compact' as const), index: anyIndex }),
  fc.record({
    kind: fc.constant('readLog' as const),
    range: fc.record({
      first: anyIndex,
      last: anyIndex,
      bytesMax: fc.nat(),
    }),
  }),
);

test('an operator’s request is the same after encoding and decoding', (t) => {
  fc.assert(
    fc.property(anyAddressed, anyIntent, (addressed, intent) => {
      const frame = encodeRequest({ ...addressed, ...intent }, nodeUtf8);
      t.is(readU32(frame, 0), frame.length - 4);
      t.deepEqual(decodeRequest(frame, 0, frame.length, nodeUtf8), { ...addressed, ...intent });
    }),
  );
});

test('a read is the same after encoding and decoding', (t) => {
  const anyFreshness = fc.oneof(
    fc.record({ consistency: fc.constantFrom('linearizable', 'stale', 'lease') }),
    fc.record({ consistency: fc.constant('bounded'), withinMicros: fc.maxSafeNat() }),
  ) as fc.Arbitrary<Freshness>;
  fc.assert(
    fc.property(anyAddressed, anyFreshness, fc.uint8Array(), (addressed, freshness, key) => {
      const frame = encodeRead(addressed, freshness, key);
      t.deepEqual(decodeRequest(frame, 0, frame.length, nodeUtf8), {
        kind: 'read',
        ...addressed,
        ...freshness,
        key: String.fromCharCode(...key),
      });
    }),
  );
});

test('a write carries its command unchanged, wherever its frame lies', (t) => {
  fc.assert(
    fc.property(anyAddressed, fc.uint8Array(), fc.uint8Array(), fc.nat(9), (to, key, value, at) => {
      const draft: CommandDraft = {
        kind: 'put',
        session: 5 as SessionId,
        sequence: 6,
        answeredThrough: 4,
        key,
        value,
        expected: null,
      };
      const target = new Uint8Array(at + writeRequestBytes(draft) + 3);
      const end = encodeWrite(to, draft, target, at);
      t.is(end, at + writeRequestBytes(draft));
      const request = decodeRequest(target, at, end, nodeUtf8);
      if (request.kind !== 'write') {
        t.fail();
        return;
      }
      t.like(request, { ...to });
      const command = decodeCommand(request.bytes, request.start, request.end, nodeUtf8);
      t.deepEqual([...command.value], [...value]);
      t.is(command.key, String.fromCharCode(...key));
      t.is(requestIdOf(target, at, end), to.requestId);
    }),
  );
});

test('a request that is cut off anywhere is refused', (t) => {
  const to = { requestId: 1, group: group(2) };
  const frames = [
    encodeRead(to, { consistency: 'stale' }, Uint8Array.of(1, 2)),
    encodeRequest({ ...to, kind: 'transfer', target: node(3) }, nodeUtf8),
    encodeRequest({ ...to, kind: 'status' }, nodeUtf8),
  ];
  for (const frame of frames) {
    for (const cut of truncations(frame)) {
      t.throws(() => decodeRequest(cut, 0, cut.length, nodeUtf8), { instanceOf: DecodeError });
    }
  }
});

test('a read of a key above the limit is refused', (t) => {
  const frame = encodeRead(
    { requestId: 1, group: group(1) },
    { consistency: 'stale' },
    new Uint8Array(KEY_BYTES_MAX + 1),
  );
  t.throws(() => decodeRequest(frame, 0, frame.length, nodeUtf8), { instanceOf: DecodeError });
});
