import type { NodeId } from '../base/ids.ts';
import { membersOf } from '../raft/configuration.ts';
import type { NodeContext } from './context.ts';

/** Peers that a node remembers beside the members of its groups and those it is connected with. */
export const FORMER_PEERS_MAX = 1024;

/**
 * Forgets peers that are gone when there are too many of them: removed members, nodes that never were
 * members, and whatever a frame called its sender. Costs nothing before.
 */
export function forgetPeers(context: NodeContext): void {
  const { outbox, peerVersions } = context;
  if (Math.max(outbox.peers, peerVersions.size) <= context.peersMax) {
    return;
  }
  const kept = peersInUse(context);
  outbox.forgetOthers(kept);
  for (const peer of peerVersions.keys()) {
    if (!kept.has(peer)) {
      peerVersions.delete(peer);
    }
  }
  context.peersMax = kept.size + FORMER_PEERS_MAX;
}

function peersInUse({ connected, replicas }: NodeContext): Set<NodeId> {
  const used = new Set(connected);
  for (const { raft, admission } of replicas.values()) {
    for (const peer of [...membersOf(raft.state.configuration), ...(admission?.contacts ?? [])]) {
      used.add(peer);
    }
  }
  return used;
}
