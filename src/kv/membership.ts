import { type LogIndex, NO_INDEX, type NodeId } from '../base/ids.ts';
import type { Member, Roster } from './roster.ts';
import { votes } from './roster.ts';

/** The members of a group: part of the replicated state and of every snapshot (raft.md 2.5). */
export interface Membership extends Roster {
  /** Everybody who ever was removed, sorted; none of them may come back. */
  readonly removed: readonly NodeId[];
  /** Log index of the last accepted change: the id that an ordered change must quote. */
  readonly changeId: LogIndex;
}

export const NO_MEMBERS: Membership = Object.freeze({
  members: [],
  joint: null,
  removed: [],
  changeId: NO_INDEX,
});

/** The member's record, also of one that is on its way out of a joint configuration. */
export function memberOf(membership: Membership, node: NodeId): Member | undefined {
  return participantsOf(membership).find((member) => member.node === node);
}

/** Who votes, witnesses among them; in a joint configuration the incoming half. */
export function votersOf({ members }: Membership): NodeId[] {
  return members.filter(votes).map(({ node }) => node);
}

/** Who votes besides, while the configuration is joint. */
export function outgoingOf({ joint }: Membership): NodeId[] {
  return joint === null ? [] : joint.outgoing.map(({ node }) => node);
}

/** Learners, and those who become one when the joint configuration is left. */
export function learnersOf({ members }: Membership): NodeId[] {
  return members.filter(({ role }) => role === 'learner').map(({ node }) => node);
}

/** Voters that must never lead. */
export function witnessesOf(membership: Membership): NodeId[] {
  return participantsOf(membership)
    .filter(({ role }) => role === 'witness')
    .map(({ node }) => node);
}

/** Every member once, with the role it is to have; also who leaves with the joint configuration. */
export function participantsOf({ members, joint }: Membership): readonly Member[] {
  if (joint === null) {
    return members;
  }
  const isIncoming = (node: NodeId) => members.some((member) => member.node === node);
  return [...members, ...joint.outgoing.filter(({ node }) => !isIncoming(node))].sort(
    (a, b) => a.node - b.node,
  );
}
