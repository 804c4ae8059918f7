import test from 'ava';
import fc from 'fast-check';
import { MEMBERS_MAX } from '../../src/base/limits.ts';
import { learnersOf, type Membership, NO_MEMBERS, votersOf } from '../../src/kv/membership.ts';
import { changeMembership, type MemberChange } from '../../src/kv/membership-change.ts';
import { index, node } from '../branded.ts';

const addressOf = (id: number) => `10.0.0.${id}:7000`;
const addVoter = (id: number): MemberChange => ({
  kind: 'addVoter',
  node: node(id),
  address: addressOf(id),
});
const addLearner = (id: number): MemberChange => ({
  kind: 'addLearner',
  node: node(id),
  address: addressOf(id),
});
const promote = (id: number): MemberChange => ({ kind: 'promote', node: node(id) });
const remove = (id: number): MemberChange => ({ kind: 'remove', node: node(id) });

function change(before: Membership, ...changes: MemberChange[]) {
  const outcome = changeMembership(
    before,
    { initial: false, expectedChangeId: null, transition: 'single', changes },
    index(before.changeId + 1),
  );
  return outcome;
}

function accepted(before: Membership, ...changes: MemberChange[]): Membership {
  const outcome = change(before, ...changes);
  return outcome.kind === 'accepted' ? outcome.membership : NO_MEMBERS;
}

function refusal(before: Membership, ...changes: MemberChange[]): string {
  const outcome = change(before, ...changes);
  return outcome.kind === 'refused' ? outcome.refusal : 'accepted';
}

function voters(...ids: readonly number[]): Membership {
  const outcome = changeMembership(
    NO_MEMBERS,
    { initial: true, expectedChangeId: null, transition: 'single', changes: ids.map(addVoter) },
    index(1),
  );
  return outcome.kind === 'accepted' ? outcome.membership : NO_MEMBERS;
}

test('the first change names all voters at once, in the order of their ids', (t) => {
  t.deepEqual(votersOf(voters(3, 1, 2)), [1, 2, 3].map(node));
});

test('whoever was removed never comes back, in no role, even who never was a member', (t) => {
  const after = accepted(accepted(voters(1, 2, 3), remove(3)), remove(9));
  t.deepEqual(after.removed, [3, 9].map(node));
  for (const back of [addVoter(3), addLearner(3), addVoter(9), addLearner(9)]) {
    t.is(refusal(after, back), 'removedForEver');
  }
});

test('a change that quotes an outdated id is refused', (t) => {
  const before = voters(1, 2, 3);
  const quoting = (id: number) =>
    changeMembership(
      before,
      {
        initial: false,
        expectedChangeId: index(id),
        transition: 'single',
        changes: [addLearner(4)],
      },
      index(9),
    );
  t.deepEqual(quoting(0), { kind: 'refused', refusal: 'outdated' });
  t.is(quoting(1).kind, 'accepted');
});

test('an accepted change takes the index of its entry as its id', (t) => {
  const outcome = changeMembership(
    voters(1),
    { initial: false, expectedChangeId: null, transition: 'single', changes: [addLearner(2)] },
    index(77),
  );
  t.is(outcome.kind === 'accepted' && outcome.membership.changeId, index(77));
});

test('the same address is given to one member only, whatever its case', (t) => {
  const before = accepted(voters(1), {
    kind: 'addLearner',
    node: node(2),
    address: 'Host:7000',
  });
  t.is(
    refusal(before, { ...addLearner(3), address: ' hoST:7000' } as MemberChange),
    'addressInUse',
  );
});

test('each impossible step has a refusal of its own', (t) => {
  const before = accepted(voters(1, 2), addLearner(3));
  t.is(refusal(before, addLearner(2)), 'alreadyMember');
  t.is(refusal(before, addVoter(3)), 'alreadyMember');
  t.is(refusal(before, promote(2)), 'alreadyVoter');
  t.is(refusal(before, promote(8)), 'notMember');
  t.is(refusal(before, addVoter(4), addVoter(5)), 'tooManyVotersAtOnce');
  t.is(refusal(before, addVoter(4), remove(1)), 'tooManyVotersAtOnce');
  t.is(refusal(voters(1), remove(1)), 'lastVoter');
});

test('a group takes no more members than the limit', (t) => {
  const full = voters(...Array.from({ length: MEMBERS_MAX }, (_, i) => i + 1));
  t.is(full.members.length, MEMBERS_MAX);
  t.is(refusal(full, addLearner(200)), 'tooManyMembers');
});

test('learners come and go in any number, and a promoted one keeps its address', (t) => {
  const before = accepted(voters(1), addLearner(2), addLearner(3), addLearner(4));
  t.deepEqual(learnersOf(before), [2, 3, 4].map(node));
  const after = accepted(before, promote(2), remove(3), remove(4));
  t.deepEqual(after.members, [
    { node: node(1), role: 'voter', address: addressOf(1) },
    { node: node(2), role: 'voter', address: addressOf(2) },
  ]);
});

test('a refused change leaves nothing of its first steps behind', (t) => {
  const before = voters(1, 2, 3);
  const snapshot = structuredClone(before);
  refusal(before, addLearner(4), promote(9));
  t.deepEqual(before, snapshot);
});

test('any two majorities meet across any accepted change', (t) => {
  const anyChange = fc
    .tuple(fc.constantFrom(addVoter, addLearner, promote, remove), fc.integer({ min: 1, max: 6 }))
    .map(([make, id]) => make(id));
  fc.assert(
    fc.property(fc.array(fc.array(anyChange, { maxLength: 3 }), { maxLength: 12 }), (changes) => {
      let before = voters(1, 2, 3);
      for (const steps of changes) {
        const outcome = change(before, ...steps);
        if (outcome.kind === 'refused') {
          continue;
        }
        const [old, next] = [votersOf(before), votersOf(outcome.membership)];
        const union = new Set([...old, ...next]).size;
        const majorities = Math.floor(old.length / 2) + Math.floor(next.length / 2) + 2;
        t.true(majorities > union, `${old} to ${next}`);
        t.true(outcome.membership.members.every(({ node: id }) => !isRemoved(outcome, id)));
        before = outcome.membership;
      }
    }),
  );
});

function isRemoved(outcome: { readonly membership: Membership }, id: number): boolean {
  return outcome.membership.removed.some((gone) => gone === id);
}
