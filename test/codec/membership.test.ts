import test from 'ava';
import fc from 'fast-check';
import { ByteReader, ByteWriter } from '../../src/base/bytes.ts';
import { DecodeError } from '../../src/base/errors.ts';
import { ADDRESS_BYTES_MAX, MEMBERS_MAX } from '../../src/base/limits.ts';
import {
  decodeMembership,
  decodeMembershipChange,
  encodeMembership,
  encodeMembershipChange,
} from '../../src/codec/membership.ts';
import { nodeUtf8 } from '../../src/io/platform/ports.ts';
import type { Membership } from '../../src/kv/membership.ts';
import type { MembershipChange } from '../../src/kv/membership-change.ts';
import { index, node } from '../branded.ts';
import { anyMembership, anyMembershipChange } from './any-membership.ts';
import { truncations } from './damage.ts';

function encoded(membership: Membership): Uint8Array {
  const writer = new ByteWriter();
  encodeMembership(membership, writer, nodeUtf8);
  return writer.copy();
}

test('a membership is the same after encoding and decoding, and nothing is left over', (t) => {
  fc.assert(
    fc.property(anyMembership, (membership) => {
      const reader = new ByteReader(encoded(membership));
      t.deepEqual(decodeMembership(reader, nodeUtf8), membership);
      t.is(reader.remaining, 0);
    }),
  );
});

test('a change is the same after encoding and decoding', (t) => {
  fc.assert(
    fc.property(anyMembershipChange, (change) => {
      const bytes = encodeMembershipChange(change, nodeUtf8);
      t.deepEqual(decodeMembershipChange(new ByteReader(bytes), nodeUtf8), change);
    }),
  );
});

test('a membership or change that is cut off anywhere is refused', (t) => {
  const membership: Membership = {
    members: [{ node: node(1), role: 'learner', address: 'a:1' }],
    joint: null,
    removed: [node(2)],
    changeId: index(3),
  };
  const change: MembershipChange = {
    initial: false,
    expectedChangeId: null,
    transition: 'single',
    changes: [{ kind: 'addVoter', node: node(4), address: 'b:2' }],
  };
  for (const cut of truncations(encoded(membership))) {
    t.throws(() => decodeMembership(new ByteReader(cut), nodeUtf8), { instanceOf: DecodeError });
  }
  for (const cut of truncations(encodeMembershipChange(change, nodeUtf8))) {
    t.throws(() => decodeMembershipChange(new ByteReader(cut), nodeUtf8), {
      instanceOf: DecodeError,
    });
  }
});

test('more members than the limit are refused when they are announced', (t) => {
  const writer = new ByteWriter();
  writer.u8(1);
  writer.u64(0);
  writer.u16(MEMBERS_MAX + 1);
  t.throws(() => decodeMembership(new ByteReader(writer.view()), nodeUtf8), {
    instanceOf: DecodeError,
    message: /at most 64/,
  });
});

test('an address above the limit is refused, the longest is not', (t) => {
  const change = (bytes: number): MembershipChange => ({
    initial: false,
    expectedChangeId: null,
    transition: 'single',
    changes: [{ kind: 'addVoter', node: node(4), address: 'x'.repeat(bytes) }],
  });
  const decode = (bytes: number) =>
    decodeMembershipChange(
      new ByteReader(encodeMembershipChange(change(bytes), nodeUtf8)),
      nodeUtf8,
    );
  t.deepEqual(decode(ADDRESS_BYTES_MAX), change(ADDRESS_BYTES_MAX));
  t.throws(() => decode(ADDRESS_BYTES_MAX + 1), { instanceOf: DecodeError });
});
