import fc from 'fast-check';
import type { MemberChange, Membership, MembershipChange } from '../../src/kv/membership.ts';
import { anyIndex, anyNode } from './any-message.ts';

const anyAddress = fc.oneof(
  fc.constantFrom('10.0.0.1:7000', 'node-1.example:80', ''),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);

export const anyMembership: fc.Arbitrary<Membership> = fc.record({
  members: fc.array(
    fc.record({
      node: anyNode,
      role: fc.constantFrom('voter' as const, 'learner' as const),
      address: anyAddress,
    }),
    { maxLength: 6 },
  ),
  removed: fc.array(anyNode, { maxLength: 6 }),
  changeId: anyIndex,
});

const anyStep: fc.Arbitrary<MemberChange> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('addVoter' as const, 'addLearner' as const),
    node: anyNode,
    address: anyAddress,
  }),
  fc.record({ kind: fc.constantFrom('promote' as const, 'remove' as const), node: anyNode }),
);

export const anyMembershipChange: fc.Arbitrary<MembershipChange> = fc.record({
  initial: fc.boolean(),
  expectedChangeId: fc.option(anyIndex),
  changes: fc.array(anyStep, { maxLength: 6 }),
});
