import type { NodeId } from '../base/ids.ts';

/** What a member does: a voter decides and may lead, a learner only receives, a witness only votes. */
export type MemberRole = 'voter' | 'learner' | 'witness';

export interface Member {
  readonly node: NodeId;
  readonly role: MemberRole;
  /** `host:port` at which its peers reach it. */
  readonly address: string;
}

/** What a joint configuration is on its way from (thesis §4.3). */
export interface Joint {
  /** Who voted before, and does until the joint configuration is left; sorted by node. */
  readonly outgoing: readonly Member[];
  /** Whether the leader ends the joint configuration by itself. */
  readonly autoLeave: boolean;
}

/**
 * Who takes part, without history. A learner that is still in `outgoing` votes until the joint
 * configuration is left (etcd calls it staged, or learner-next).
 */
export interface Roster {
  /** Sorted by node; in a joint configuration those of the incoming half. */
  readonly members: readonly Member[];
  readonly joint: Joint | null;
}

/** `place` gives a node its role, whether it was there or not; `drop` of a stranger is nothing. */
export type RosterStep =
  | { readonly kind: 'place'; readonly member: Member }
  | { readonly kind: 'drop'; readonly node: NodeId };

export type RosterRefusal =
  | 'alreadyJoint'
  | 'notJoint'
  | 'lastVoter'
  | 'tooManyVotersAtOnce'
  /** Witnesses alone would be a majority: what they acknowledge, nobody could bring back. */
  | 'tooManyWitnesses';

export type RosterOutcome =
  | { readonly kind: 'accepted'; readonly roster: Roster }
  | { readonly kind: 'refused'; readonly refusal: RosterRefusal };

/**
 * Changes at most one voter, and any number of learners: then any two majorities of before and after
 * meet (thesis §4.1).
 */
export function changeOnce(before: Roster, steps: readonly RosterStep[]): RosterOutcome {
  if (before.joint !== null) {
    return refuse('alreadyJoint');
  }
  const members = afterSteps(before.members, steps);
  if (!hasVoter(members)) {
    return refuse('lastVoter');
  }
  if (votersChanged(before.members, members) > 1) {
    return refuse('tooManyVotersAtOnce');
  }
  if (!needsVoter(members)) {
    return refuse('tooManyWitnesses');
  }
  return accept({ members, joint: null });
}

/** Begins to decide by the majorities of both before and after, whatever the steps (thesis §4.3). */
export function enterJoint(
  before: Roster,
  steps: readonly RosterStep[],
  autoLeave: boolean,
): RosterOutcome {
  if (before.joint !== null) {
    return refuse('alreadyJoint');
  }
  const members = afterSteps(before.members, steps);
  if (!hasVoter(before.members) || !hasVoter(members)) {
    return refuse('lastVoter');
  }
  if (!needsVoter(members)) {
    return refuse('tooManyWitnesses');
  }
  return accept({ members, joint: { outgoing: before.members.filter(votes), autoLeave } });
}

/** Decides by the incoming half alone from here on. */
export function leaveJoint(before: Roster): RosterOutcome {
  return before.joint === null
    ? refuse('notJoint')
    : accept({ members: before.members, joint: null });
}

/** The members after `steps`, from left to right, whether or not that is a valid change. */
export function afterSteps(before: readonly Member[], steps: readonly RosterStep[]): Member[] {
  let members = [...before];
  for (const step of steps) {
    const changed = step.kind === 'place' ? step.member.node : step.node;
    members = members.filter(({ node }) => node !== changed);
    if (step.kind === 'place') {
      members.push(step.member);
    }
  }
  return members.sort((a, b) => a.node - b.node);
}

/** Voters that are in one of the two only. */
export function votersChanged(before: readonly Member[], after: readonly Member[]): number {
  const old = new Set(before.filter(votes).map(({ node }) => node));
  const next = new Set(after.filter(votes).map(({ node }) => node));
  const joined = [...next].filter((node) => !old.has(node)).length;
  const left = [...old].filter((node) => !next.has(node)).length;
  return joined + left;
}

/** Whether the member's vote counts. */
export function votes({ role }: Member): boolean {
  return role !== 'learner';
}

/** A group of witnesses alone could elect nobody. */
function hasVoter(members: readonly Member[]): boolean {
  return members.some(({ role }) => role === 'voter');
}

/** Whether every majority has a member that keeps what is committed and may lead. */
function needsVoter(members: readonly Member[]): boolean {
  const electorate = members.filter(votes);
  const witnesses = electorate.filter(({ role }) => role === 'witness');
  return 2 * witnesses.length <= electorate.length;
}

function accept(roster: Roster): RosterOutcome {
  return { kind: 'accepted', roster };
}

function refuse(refusal: RosterRefusal): RosterOutcome {
  return { kind: 'refused', refusal };
}
