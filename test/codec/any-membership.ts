import fc from 'fast-check';
import type { Membership } from '../../src/kv/membership.ts';
import type { MemberChange, MembershipChange } from '../../src/kv/membership-change.ts';
import type { Member } from '../../src/kv/roster.ts';
import { anyIndex, anyNode } from './any-message.ts';

const anyAddress = fc.oneof(
  fc.constantFrom('10.0.0.1:7000', 'node-1.example:80', ''),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);

const anyMembers: fc.Arbitrary<Member[]> = fc.array(
  fc.record({
    node: anyNode,
    role: fc.constantFrom('voter', 'learner', 'witness'),
    address: anyAddress,
  }),
  { maxLength: 6 },
);

export const anyMembership: fc.Arbitrary<Membership> = fc.record({
  members: anyMembers,
  joint: fc.option(fc.record({ outgoing: anyMembers, autoLeave: fc.boolean() })),
  removed: fc.array(anyNode, { maxLength: 6 }),
  changeId: anyIndex,
});

const anyStep: fc.Arbitrary<MemberChange> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('addVoter' as const, 'addLearner' as const, 'addWitness' as const),
    node: anyNode,
    address: anyAddress,
  }),
  fc.record({
    kind: fc.constantFrom('promote' as const, 'remove' as const, 'demote' as const),
    node: anyNode,
  }),
);

export const anyMembershipChange: fc.Arbitrary<MembershipChange> = fc.record({
  initial: fc.boolean(),
  expectedChangeId: fc.option(anyIndex),
  transition: fc.constantFrom('single', 'auto', 'implicit', 'explicit', 'leave'),
  changes: fc.array(anyStep, { maxLength: 6 }),
});
