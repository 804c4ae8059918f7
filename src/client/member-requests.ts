import type { LogIndex } from '../base/ids.ts';
import type { OperatorIntent } from '../codec/client/request.ts';
import type { MemberChange, Transition } from '../kv/membership-change.ts';

/** How a change of members is to be made. */
export interface ChangeOptions {
  readonly transition: Exclude<Transition, 'leave'>;
  /** The change it must follow, as a status says; null when it may follow any (seeds.md MB-01). */
  readonly expectedChangeId: LogIndex | null;
}

/** Asks a group's leader for a change of members. */
export function changeMembers(
  changes: readonly MemberChange[],
  { transition, expectedChangeId }: ChangeOptions,
): OperatorIntent {
  const change = { initial: false, expectedChangeId, transition, changes };
  return { kind: 'changeMembership', change };
}

/** Asks a group's leader to leave the joint configuration that an explicit change has entered. */
export function leaveJointConfiguration(expectedChangeId: LogIndex | null): OperatorIntent {
  const change = { initial: false, expectedChangeId, transition: 'leave', changes: [] } as const;
  return { kind: 'changeMembership', change };
}
