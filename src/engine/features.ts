import type { NodeId } from '../base/ids.ts';
import { PROTOCOL_OLDEST, type ProtocolVersion } from '../codec/protocol-version.ts';
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

/** The newest version that `node` was last heard to speak with this node. */
export function versionOf(context: NodeContext, node: NodeId): ProtocolVersion {
  if (node === context.options.node) {
    return context.options.tuning.protocolVersionMax;
  }
  return context.peerVersions.get(node) ?? PROTOCOL_OLDEST;
}
