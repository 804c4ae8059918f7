import type { NodeId } from '../base/ids.ts';
import { versionOfMembership } from '../codec/membership.ts';
import { PROTOCOL_OLDEST, type ProtocolVersion } from '../codec/protocol-version.ts';
import type { MembershipChange } from '../kv/membership-change.ts';
import { membersOf } from '../raft/configuration.ts';
import type { NodeContext } from './context.ts';
import type { Replica } from './replica.ts';

/**
 * Whether every member of the group is known to speak `version`. What an older member could not read
 * must not enter the log, nor be sent to it: whoever was never heard of counts as the oldest.
 */
export function everyMemberSpeaks(
  context: NodeContext,
  replica: Replica,
  version: ProtocolVersion,
): boolean {
  return membersOf(replica.raft.state.configuration).every(
    (member) => versionOf(context, member) >= version,
  );
}

/**
 * A node that the change adds and that is known to speak version 1, where the group may hold what only
 * version 2 can read: its members need that version, or all of them speak it and so may have used it.
 */
export function unableNewcomer(
  context: NodeContext,
  replica: Replica,
  { changes }: MembershipChange,
): NodeId | null {
  const unable = changes.find(
    (step) => 'address' in step && context.peerVersions.get(step.node) === PROTOCOL_OLDEST,
  );
  const { membership } = replica.machine;
  const isNeeded = versionOfMembership(membership) > 1 || everyMemberSpeaks(context, replica, 2);
  return unable !== undefined && isNeeded ? unable.node : null;
}

/** The newest version that `node` was last heard to speak with this node. */
export function versionOf(context: NodeContext, node: NodeId): ProtocolVersion {
  if (node === context.options.node) {
    return context.options.tuning.protocolVersionMax;
  }
  return context.peerVersions.get(node) ?? PROTOCOL_OLDEST;
}
