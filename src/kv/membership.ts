import { type LogIndex, NO_INDEX, type NodeId } from '../base/ids.ts';
import { MEMBERS_MAX } from '../base/limits.ts';

/** What a member does: a voter decides, a learner only receives. */
export type MemberRole = 'voter' | 'learner';

export interface Member {
  readonly node: NodeId;
  readonly role: MemberRole;
  /** `host:port` at which its peers reach it. */
  readonly address: string;
}

/** The members of a group: part of the replicated state and of every snapshot (raft.md 2.5). */
export interface Membership {
  /** Sorted by node. */
  readonly members: readonly Member[];
  /** Everybody who ever was removed, sorted; none of them may come back. */
  readonly removed: readonly NodeId[];
  /** Log index of the last accepted change: the id that an ordered change must quote. */
  readonly changeId: LogIndex;
}

export const NO_MEMBERS: Membership = Object.freeze({
  members: [],
  removed: [],
  changeId: NO_INDEX,
});

/** One step of a change. */
export type MemberChange =
  | { readonly kind: 'addVoter'; readonly node: NodeId; readonly address: string }
  | { readonly kind: 'addLearner'; readonly node: NodeId; readonly address: string }
  | { readonly kind: 'promote'; readonly node: NodeId }
  | { readonly kind: 'remove'; readonly node: NodeId };

/** A membership change as it stands in the log. */
export interface MembershipChange {
  /** The first entry of a group: names all original voters at once. */
  readonly initial: boolean;
  /** The change id the proposer had seen; null when the change may follow any other. */
  readonly expectedChangeId: LogIndex | null;
  readonly changes: readonly MemberChange[];
}

/** Why a committed change has no effect, the same on every replica. */
export type ChangeRefusal =
  | 'outdated'
  | 'removedForEver'
  | 'alreadyMember'
  | 'addressInUse'
  | 'notMember'
  | 'alreadyVoter'
  | 'lastVoter'
  | 'tooManyVotersAtOnce'
  | 'tooManyMembers';

export type ChangeOutcome =
  | { readonly kind: 'accepted'; readonly membership: Membership }
  | { readonly kind: 'refused'; readonly refusal: ChangeRefusal };

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
  let after = before;
  for (const step of change.changes) {
    const outcome = applyStep(after, step);
    if (outcome.kind === 'refused') {
      return outcome;
    }
    after = outcome.membership;
  }
  const refusal = change.initial ? null : refusalOfWhole(before, after);
  return refusal === null ? accept({ ...after, changeId: index }) : refuse(refusal);
}

export function memberOf(membership: Membership, node: NodeId): Member | undefined {
  return membership.members.find((member) => member.node === node);
}

export function votersOf(membership: Membership): NodeId[] {
  return membership.members.filter((m) => m.role === 'voter').map((m) => m.node);
}

export function learnersOf(membership: Membership): NodeId[] {
  return membership.members.filter((m) => m.role === 'learner').map((m) => m.node);
}

function applyStep(before: Membership, step: MemberChange): ChangeOutcome {
  switch (step.kind) {
    case 'addVoter':
      return add(before, { node: step.node, role: 'voter', address: step.address });
    case 'addLearner':
      return add(before, { node: step.node, role: 'learner', address: step.address });
    case 'promote':
      return promote(before, step.node);
    case 'remove':
      return remove(before, step.node);
  }
}

function add(before: Membership, added: Member): ChangeOutcome {
  if (before.removed.includes(added.node)) {
    return refuse('removedForEver');
  }
  if (memberOf(before, added.node) !== undefined) {
    return refuse('alreadyMember');
  }
  if (before.members.some((member) => sameAddress(member.address, added.address))) {
    return refuse('addressInUse');
  }
  if (before.members.length >= MEMBERS_MAX) {
    return refuse('tooManyMembers');
  }
  return accept({ ...before, members: sorted([...before.members, added]) });
}

function promote(before: Membership, node: NodeId): ChangeOutcome {
  const member = memberOf(before, node);
  if (member === undefined) {
    return refuse('notMember');
  }
  if (member.role === 'voter') {
    return refuse('alreadyVoter');
  }
  const others = before.members.filter((other) => other !== member);
  return accept({ ...before, members: sorted([...others, { ...member, role: 'voter' }]) });
}

/** Who is removed never returns, even who never was a member (raft.md 2.5). */
function remove(before: Membership, node: NodeId): ChangeOutcome {
  const members = before.members.filter((member) => member.node !== node);
  const removed = before.removed.includes(node)
    ? before.removed
    : [...before.removed, node].sort((a, b) => a - b);
  return accept({ ...before, members, removed });
}

/** One voter more or less at a time: then any two majorities meet (thesis §4.1). */
function refusalOfWhole(before: Membership, after: Membership): ChangeRefusal | null {
  const votersBefore = votersOf(before);
  const votersAfter = votersOf(after);
  if (votersAfter.length === 0) {
    return 'lastVoter';
  }
  const joined = votersAfter.filter((node) => !votersBefore.includes(node)).length;
  const left = votersBefore.filter((node) => !votersAfter.includes(node)).length;
  return joined + left > 1 ? 'tooManyVotersAtOnce' : null;
}

function sameAddress(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}

function sorted(members: readonly Member[]): Member[] {
  return [...members].sort((a, b) => a.node - b.node);
}

function accept(membership: Membership): ChangeOutcome {
  return { kind: 'accepted', membership };
}

function refuse(refusal: ChangeRefusal): ChangeOutcome {
  return { kind: 'refused', refusal };
}
