import { type LogIndex, NO_INDEX, type NodeId } from '../../src/base/ids.ts';
import { type Membership, NO_MEMBERS } from '../../src/kv/membership.ts';
import {
  type ChangeOutcome,
  changeMembership,
  type MemberChange,
  type Transition,
} from '../../src/kv/membership-change.ts';
import type { MemberRole } from '../../src/kv/roster.ts';
import { index, node } from '../branded.ts';
import { type ConfChange, type ConfStep, leavesJoint } from './conf-change.ts';
import { excluded } from './exclusions.ts';

/** The membership that a group starts with. */
export function foundingMembership(
  voters: readonly number[],
  learners: readonly number[],
): Membership {
  const changes = [
    ...voters.map((id) => added('addVoter', id)),
    ...learners.map((id) => added('addLearner', id)),
  ];
  const outcome = changeMembership(
    NO_MEMBERS,
    { initial: true, expectedChangeId: null, transition: 'single', changes },
    index(1),
  );
  if (outcome.kind === 'refused') {
    throw new Error(`voters ${voters} and learners ${learners} are refused: ${outcome.refusal}`);
  }
  return outcome.membership;
}

/**
 * What the committed `change` at `at` makes of the membership, as replicas decide it.
 *
 * @throws Excluded where a rule of this engine alone stands in the way
 */
export function changed(before: Membership, change: ConfChange, at: LogIndex): ChangeOutcome {
  const changes = memberChanges(before, change.steps);
  const transition = transitionOf(change);
  const outcome = changeMembership(
    before,
    { initial: false, expectedChangeId: null, transition, changes },
    at,
  );
  if (outcome.kind === 'refused' && outcome.refusal === 'removedForEver') {
    throw excluded('rejoining member');
  }
  if (outcome.kind === 'refused' && outcome.refusal === 'demotionOutsideJoint') {
    throw excluded('simple demotion');
  }
  return outcome;
}

/** Whether `change` may be made now. */
export function isInPlace(membership: Membership, change: ConfChange): boolean {
  return changed(membership, change, NO_INDEX).kind === 'accepted';
}

/** In transcripts several steps always go through a joint configuration, and one never by itself. */
function transitionOf(change: ConfChange): Transition {
  if (leavesJoint(change)) {
    return 'leave';
  }
  if (change.transition !== 'auto') {
    return change.transition;
  }
  return change.steps.length === 1 ? 'single' : 'implicit';
}

/** A step says what a node is to be; here it says what is to be done to get there. */
function memberChanges(before: Membership, steps: readonly ConfStep[]): MemberChange[] {
  const roles = new Map<NodeId, MemberRole>(before.members.map((one) => [one.node, one.role]));
  const changes: MemberChange[] = [];
  for (const { kind, id } of steps) {
    // Id 0 stands for nobody, and an update for another address of the same member.
    if (id !== 0 && kind !== 'update') {
      changes.push(...memberChange(roles, kind, node(id)));
    }
  }
  return changes;
}

function memberChange(
  roles: Map<NodeId, MemberRole>,
  kind: 'voter' | 'learner' | 'remove',
  id: NodeId,
): MemberChange[] {
  const role = roles.get(id);
  if (kind === 'remove') {
    roles.delete(id);
    return role === undefined ? [] : [{ kind, node: id }];
  }
  roles.set(id, kind);
  if (role === kind) {
    return [];
  }
  if (role === undefined) {
    return [added(kind === 'voter' ? 'addVoter' : 'addLearner', id)];
  }
  return [{ kind: kind === 'voter' ? 'promote' : 'demote', node: id }];
}

function added(kind: 'addVoter' | 'addLearner', id: number): MemberChange {
  return { kind, node: node(id), address: `10.0.0.${id}:7000` };
}
