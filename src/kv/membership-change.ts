import type { LogIndex, NodeId } from '../base/ids.ts';
import { unreachable } from '../base/invariant.ts';
import { MEMBERS_MAX } from '../base/limits.ts';
import type { Membership } from './membership.ts';
import {
  afterSteps,
  changeOnce,
  enterJoint,
  leaveJoint,
  type Member,
  type RosterOutcome,
  type RosterRefusal,
  type RosterStep,
  votersChanged,
} from './roster.ts';

/** One step of a change. */
export type MemberChange =
  | { readonly kind: 'addVoter'; readonly node: NodeId; readonly address: string }
  | { readonly kind: 'addLearner'; readonly node: NodeId; readonly address: string }
  | { readonly kind: 'promote'; readonly node: NodeId }
  | { readonly kind: 'remove'; readonly node: NodeId }
  | { readonly kind: 'addWitness'; readonly node: NodeId; readonly address: string }
  /** A voter becomes a learner; only through a joint configuration. */
  | { readonly kind: 'demote'; readonly node: NodeId };

/**
 * How a group gets from one configuration to the next.
 *
 * - `single`: at once, with at most one voter more or less.
 * - `auto`: at once where that is possible, else like `implicit`.
 * - `implicit`: through a joint configuration that the leader leaves by itself.
 * - `explicit`: the same, but it stays joint until a change says `leave`.
 * - `leave`: out of the joint configuration; such a change has no steps.
 */
export type Transition = 'single' | 'auto' | 'implicit' | 'explicit' | 'leave';

/** A membership change as it stands in the log. */
export interface MembershipChange {
  /** The first entry of a group: names all original voters at once. */
  readonly initial: boolean;
  /** The change id the proposer had seen; null when the change may follow any other. */
  readonly expectedChangeId: LogIndex | null;
  readonly transition: Transition;
  readonly changes: readonly MemberChange[];
}

/** Why a committed change has no effect, the same on every replica. */
export type ChangeRefusal =
  | RosterRefusal
  | 'outdated'
  | 'removedForEver'
  | 'alreadyMember'
  | 'addressInUse'
  | 'notMember'
  | 'alreadyVoter'
  | 'notVoter'
  | 'isWitness'
  | 'demotionOutsideJoint'
  | 'tooManyMembers';

export type ChangeOutcome =
  | { readonly kind: 'accepted'; readonly membership: Membership }
  | { readonly kind: 'refused'; readonly refusal: ChangeRefusal };

/** What the steps so far lead to. */
interface Progress {
  readonly members: readonly Member[];
  readonly removed: readonly NodeId[];
}

/**
 * The membership after the committed change at `index`, or why there is no change.
 *
 * @see raft.md 2.5 for the rules; they are checked here, on the replicated state, so that every
 * replica decides alike (raft.md item 39).
 */
export function changeMembership(
  before: Membership,
  change: MembershipChange,
  index: LogIndex,
): ChangeOutcome {
  if (change.expectedChangeId !== null && change.expectedChangeId !== before.changeId) {
    return refuse('outdated');
  }
  if (change.transition === 'leave') {
    return concluded(before, leaveJoint(before), before.removed, index);
  }
  if (before.joint !== null) {
    return refuse('alreadyJoint');
  }
  let progress: Progress = before;
  const steps: RosterStep[] = [];
  for (const wanted of change.changes) {
    const step = admitStep(progress, wanted);
    if (typeof step === 'string') {
      return refuse(step);
    }
    steps.push(step);
    progress = {
      members: afterSteps(progress.members, [step]),
      removed: step.kind === 'drop' ? withNode(progress.removed, step.node) : progress.removed,
    };
  }
  if (change.initial) {
    return accept({ ...progress, joint: null, changeId: index });
  }
  const outcome = transit(before, change, steps);
  return typeof outcome === 'string'
    ? refuse(outcome)
    : concluded(before, outcome, progress.removed, index);
}

/** What a step means for the members; every rule about a single step is here (raft.md 2.5, 2 to 6). */
function admitStep(progress: Progress, wanted: MemberChange): RosterStep | ChangeRefusal {
  switch (wanted.kind) {
    case 'addVoter':
      return admitNew(progress, { node: wanted.node, role: 'voter', address: wanted.address });
    case 'addLearner':
      return admitNew(progress, { node: wanted.node, role: 'learner', address: wanted.address });
    case 'addWitness':
      return admitNew(progress, { node: wanted.node, role: 'witness', address: wanted.address });
    case 'promote':
      return admitPromotion(progress, wanted.node);
    case 'demote':
      return admitDemotion(progress, wanted.node);
    case 'remove':
      return { kind: 'drop', node: wanted.node };
    default:
      return unreachable(wanted);
  }
}

function admitNew({ members, removed }: Progress, member: Member): RosterStep | ChangeRefusal {
  if (removed.includes(member.node)) {
    return 'removedForEver';
  }
  if (members.some(({ node }) => node === member.node)) {
    return 'alreadyMember';
  }
  if (usesAddress(members, member)) {
    return 'addressInUse';
  }
  return members.length >= MEMBERS_MAX ? 'tooManyMembers' : { kind: 'place', member };
}

/** A learner becomes a voter under the address it has. */
function admitPromotion({ members }: Progress, promoted: NodeId): RosterStep | ChangeRefusal {
  const member = members.find(({ node }) => node === promoted);
  switch (member?.role) {
    case undefined:
      return 'notMember';
    case 'voter':
      return 'alreadyVoter';
    case 'witness':
      return 'isWitness';
    case 'learner':
      return { kind: 'place', member: { ...(member as Member), role: 'voter' } };
  }
}

function admitDemotion({ members }: Progress, demoted: NodeId): RosterStep | ChangeRefusal {
  const member = members.find(({ node }) => node === demoted);
  switch (member?.role) {
    case undefined:
      return 'notMember';
    case 'learner':
      return 'notVoter';
    case 'witness':
      return 'isWitness';
    case 'voter':
      return { kind: 'place', member: { ...(member as Member), role: 'learner' } };
  }
}

function transit(
  before: Membership,
  { transition, changes }: MembershipChange,
  steps: readonly RosterStep[],
): RosterOutcome | ChangeRefusal {
  const demotes = changes.some(({ kind }) => kind === 'demote');
  switch (transition) {
    case 'single':
      return demotes ? 'demotionOutsideJoint' : changeOnce(before, steps);
    case 'auto': {
      const moved = votersChanged(before.members, afterSteps(before.members, steps));
      return demotes || moved > 1 ? enterJoint(before, steps, true) : changeOnce(before, steps);
    }
    case 'implicit':
    case 'explicit':
      return enterJoint(before, steps, transition === 'implicit');
    case 'leave':
      return leaveJoint(before);
    default:
      return unreachable(transition);
  }
}

/** Who is dropped is removed for ever, but not before it has voted for the last time. */
function concluded(
  before: Membership,
  outcome: RosterOutcome,
  removed: readonly NodeId[],
  index: LogIndex,
): ChangeOutcome {
  if (outcome.kind === 'refused') {
    return outcome;
  }
  const { members, joint } = outcome.roster;
  const isMember = (node: NodeId) => members.some((member) => member.node === node);
  const outgoing = (joint ?? before.joint)?.outgoing ?? [];
  const leaving = outgoing.filter(({ node }) => !isMember(node));
  if (joint !== null && members.some((member) => usesAddress(leaving, member))) {
    return refuse('addressInUse');
  }
  const nodes = leaving.map(({ node }) => node);
  const gone =
    joint === null
      ? nodes.reduce<readonly NodeId[]>(withNode, removed)
      : removed.filter((node) => !nodes.includes(node));
  return accept({ members, joint, removed: gone, changeId: index });
}

function withNode(nodes: readonly NodeId[], node: NodeId): readonly NodeId[] {
  return nodes.includes(node) ? nodes : [...nodes, node].sort((a, b) => a - b);
}

function usesAddress(members: readonly Member[], { address }: Member): boolean {
  return members.some((member) => sameAddress(member.address, address));
}

function sameAddress(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}

function accept(membership: Membership): ChangeOutcome {
  return { kind: 'accepted', membership };
}

function refuse(refusal: ChangeRefusal): ChangeOutcome {
  return { kind: 'refused', refusal };
}
