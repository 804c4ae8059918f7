import type { NodeId } from '../base/ids.ts';
import { encodeMembershipChange, versionOfChange } from '../codec/membership.ts';
import type { MembershipChange } from '../kv/membership-change.ts';
import { refusalOfChange } from './admitting.ts';
import { awaitEntry, codeOf, refuse } from './awaiting-entry.ts';
import type { NodeContext } from './context.ts';
import { everyMemberSpeaks, unableNewcomer } from './features.ts';
import type { Replica } from './replica.ts';
import type { Caller } from './replies.ts';

/** Proposes another membership, as far as it can be asked for at all. */
export function admitChange(
  context: NodeContext,
  replica: Replica,
  caller: Caller,
  change: MembershipChange,
): void {
  if (context.options.tuning.orderedChanges && change.expectedChangeId === null) {
    refuse(context, replica, caller, 'rejected', 'a change must quote the change that it follows');
    return;
  }
  if (change.initial || (change.transition === 'leave' && change.changes.length > 0)) {
    const reason = 'only a group begins with an initial change, and leaving has no steps';
    refuse(context, replica, caller, 'invalid', reason);
    return;
  }
  const refusal = refusalOfChange(replica, change);
  if (refusal !== null) {
    context.dirty.add(replica);
    refuse(context, replica, caller, 'dropped', refusal);
    return;
  }
  if (!everyMemberSpeaks(context, replica, versionOfChange(change))) {
    const reason =
      'a member that is not known to speak protocol version 2 could not read the change';
    refuse(context, replica, caller, 'unsupported', reason);
    return;
  }
  const newcomer = unableNewcomer(context, replica, change);
  if (newcomer !== null) {
    const reason = `node ${newcomer} speaks protocol version 1 and could not read what this group has`;
    refuse(context, replica, caller, 'unsupported', reason);
    return;
  }
  const payload = encodeMembershipChange(change, context.ports.utf8);
  const draft = replica.arena.place(payload, 0, payload.length);
  awaitEntry(context, replica, caller, replica.raft.proposeConfiguration(draft));
}

/** Asks the leader to hand over to `target`. */
export function admitTransfer(
  context: NodeContext,
  replica: Replica,
  caller: Caller,
  target: NodeId,
): void {
  const refusal = replica.raft.transferLeadership(target);
  context.dirty.add(replica);
  if (refusal === null) {
    context.replies.send(caller.connection, { kind: 'done', requestId: caller.requestId });
  } else if (refusal === 'noVoter') {
    refuse(context, replica, caller, 'rejected', 'the target is no other voter of the group');
  } else {
    refuse(context, replica, caller, codeOf(refusal), refusal);
  }
}
