import test from 'ava';
import fc from 'fast-check';
import { type Membership, NO_MEMBERS, outgoingOf, votersOf } from '../../src/kv/membership.ts';
import {
  changeMembership,
  type MemberChange,
  type Transition,
} from '../../src/kv/membership-change.ts';
import { index, node } from '../branded.ts';

const addressOf = (id: number) => `10.0.0.${id}:7000`;
const adding = (kind: 'addVoter' | 'addLearner' | 'addWitness', id: number): MemberChange => ({
  kind,
  node: node(id),
  address: addressOf(id),
});
const step = (kind: 'promote' | 'remove' | 'demote', id: number): MemberChange => ({
  kind,
  node: node(id),
});

function change(before: Membership, transition: Transition, ...changes: MemberChange[]) {
  const wanted = { initial: false, expectedChangeId: null, transition, changes };
  return changeMembership(before, wanted, index(before.changeId + 1));
}

function after(before: Membership, transition: Transition, ...changes: MemberChange[]): Membership {
  const outcome = change(before, transition, ...changes);
  return outcome.kind === 'accepted' ? outcome.membership : NO_MEMBERS;
}

function refusal(before: Membership, transition: Transition, ...changes: MemberChange[]): string {
  const outcome = change(before, transition, ...changes);
  return outcome.kind === 'refused' ? outcome.refusal : 'accepted';
}

function voters(...ids: readonly number[]): Membership {
  const changes = ids.map((id) => adding('addVoter', id));
  const initial = { initial: true, expectedChangeId: null, transition: 'single', changes } as const;
  const outcome = changeMembership(NO_MEMBERS, initial, index(1));
  return outcome.kind === 'accepted' ? outcome.membership : NO_MEMBERS;
}

test('an automatic change of one voter is made at once, one of two goes through both halves', (t) => {
  t.is(after(voters(1, 2, 3), 'auto', adding('addVoter', 4)).joint, null);
  const joint = after(voters(1, 2, 3), 'auto', adding('addVoter', 4), step('remove', 1));
  t.deepEqual(votersOf(joint), [2, 3, 4].map(node));
  t.deepEqual(outgoingOf(joint), [1, 2, 3].map(node));
  t.true(joint.joint?.autoLeave);
});

test('implicit and explicit changes are joint however small, and differ in who leaves', (t) => {
  t.true(after(voters(1, 2), 'implicit', adding('addLearner', 3)).joint?.autoLeave);
  t.false(after(voters(1, 2), 'explicit', adding('addLearner', 3)).joint?.autoLeave);
});

test('a joint configuration is left before anything else changes', (t) => {
  const joint = after(voters(1, 2, 3), 'explicit', step('remove', 1));
  for (const transition of ['single', 'auto', 'implicit', 'explicit'] as const) {
    t.is(refusal(joint, transition, adding('addLearner', 4)), 'alreadyJoint');
  }
  t.is(after(joint, 'leave').joint, null);
  t.is(refusal(voters(1, 2), 'leave'), 'notJoint');
});

test('a removed voter votes until the joint configuration is left, then it is gone for ever', (t) => {
  const joint = after(voters(1, 2, 3), 'explicit', step('remove', 1), adding('addVoter', 4));
  t.deepEqual(joint.removed, []);
  const left = after(joint, 'leave');
  t.deepEqual(left.removed, [node(1)]);
  t.is(refusal(left, 'single', adding('addLearner', 1)), 'removedForEver');
});

test('a removed learner is gone with the change itself, joint or not', (t) => {
  const before = after(voters(1, 2), 'single', adding('addLearner', 3));
  t.deepEqual(after(before, 'explicit', step('remove', 3)).removed, [node(3)]);
});

test('a voter becomes a learner through a joint configuration only', (t) => {
  const before = voters(1, 2, 3);
  t.is(refusal(before, 'single', step('demote', 3)), 'demotionOutsideJoint');
  const joint = after(before, 'auto', step('demote', 3));
  t.deepEqual(outgoingOf(joint), [1, 2, 3].map(node));
  const left = after(joint, 'leave');
  t.deepEqual(left.members[2], { node: node(3), role: 'learner', address: addressOf(3) });
  t.deepEqual(left.removed, []);
});

test('a witness votes, and never becomes anything else', (t) => {
  const before = after(voters(1, 2), 'single', adding('addWitness', 3));
  t.deepEqual(votersOf(before), [1, 2, 3].map(node));
  for (const transition of ['single', 'auto', 'explicit'] as const) {
    t.is(refusal(before, transition, step('promote', 3)), 'isWitness');
    t.is(refusal(before, transition, adding('addVoter', 3)), 'alreadyMember');
    t.is(refusal(before, transition, adding('addLearner', 3)), 'alreadyMember');
  }
  t.is(refusal(before, 'auto', step('demote', 3)), 'isWitness');
  t.is(refusal(before, 'auto', adding('addWitness', 2)), 'alreadyMember');
});

test('a group keeps a voter that can lead: witnesses alone are not enough', (t) => {
  const before = after(voters(1), 'single', adding('addWitness', 2));
  for (const transition of ['single', 'auto', 'implicit', 'explicit'] as const) {
    t.is(refusal(before, transition, step('remove', 1)), 'lastVoter');
  }
});

test('nobody who joins gets the address of a voter that is still leaving', (t) => {
  const newcomer = { ...adding('addVoter', 4), address: ` ${addressOf(1)} ` } as MemberChange;
  t.is(refusal(voters(1, 2, 3), 'explicit', step('remove', 1), newcomer), 'addressInUse');
});

test('any majorities of any accepted change meet those of the one before it', (t) => {
  const anyStep = fc.oneof(
    fc
      .tuple(
        fc.constantFrom('addVoter', 'addLearner', 'addWitness'),
        fc.integer({ min: 1, max: 6 }),
      )
      .map(([kind, id]) => adding(kind, id)),
    fc
      .tuple(fc.constantFrom('promote', 'remove', 'demote'), fc.integer({ min: 1, max: 6 }))
      .map(([kind, id]) => step(kind, id)),
  );
  const anyTransition = fc.constantFrom<Transition[]>(
    'single',
    'auto',
    'implicit',
    'explicit',
    'leave',
  );
  const anyChange = fc.tuple(anyTransition, fc.array(anyStep, { maxLength: 3 }));
  fc.assert(
    fc.property(fc.array(anyChange, { maxLength: 12 }), (changes) => {
      let before = voters(1, 2, 3);
      for (const [transition, steps] of changes) {
        const next = change(before, transition, ...(transition === 'leave' ? [] : steps));
        if (next.kind === 'accepted') {
          t.true(alwaysMeet(before, next.membership));
          before = next.membership;
        }
      }
    }),
  );
});

/** Whether no decision of one configuration can be made without anybody who decided in the other. */
function alwaysMeet(before: Membership, after: Membership): boolean {
  const everybody = [1, 2, 3, 4, 5, 6].map(node);
  for (let side = 0; side < 2 ** everybody.length; side++) {
    const one = everybody.filter((_, i) => (side & (1 << i)) !== 0);
    const other = everybody.filter((_, i) => (side & (1 << i)) === 0);
    if (decides(before, one) && decides(after, other)) {
      return false;
    }
  }
  return true;
}

function decides(membership: Membership, nodes: readonly number[]): boolean {
  return [votersOf(membership), outgoingOf(membership)]
    .filter((half) => half.length > 0)
    .every((half) => 2 * half.filter((id) => nodes.includes(id)).length > half.length);
}
