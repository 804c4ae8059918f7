import type { NodeId } from '../base/ids.ts';
import { membersOf } from '../raft/configuration.ts';
import type { NodeContext } from './context.ts';

/** Peers that a node remembers beside the members of its groups and those it is connected with. */
export const FORMER_PEERS_MAX = 1024;
/** Longer than whoever waits for an answer takes to ask again. */
const IDLE_TICKS = 100;

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

/**
 * Gives up connections to peers that are no members, as removed ones, once nothing was sent to them
 * for a while: else the host would try for ever to reach machines that are gone.
 */
export function disconnectFormer(context: NodeContext): void {
  const { linked, nowTick } = context;
  const { sentTo } = context.outbox;
  if (nowTick < context.linksCheckedTick + IDLE_TICKS) {
    return;
  }
  context.linksCheckedTick = nowTick;
  const needed = peersOfGroups(context);
  for (const peer of linked) {
    if (!sentTo.has(peer) && !needed.has(peer)) {
      linked.delete(peer);
      context.disconnect(peer);
    }
  }
  for (const peer of sentTo) {
    linked.add(peer);
  }
  sentTo.clear();
}

function peersInUse(context: NodeContext): Set<NodeId> {
  return new Set([...context.connected, ...peersOfGroups(context)]);
}

/** Members of the groups that this node is in, and whom a joining replica asks. */
function peersOfGroups({ replicas }: NodeContext): Set<NodeId> {
  const used = new Set<NodeId>();
  for (const { raft, admission, status } of replicas.values()) {
    if (status === 'removed') {
      continue;
    }
    for (const peer of [...membersOf(raft.state.configuration), ...(admission?.contacts ?? [])]) {
      used.add(peer);
    }
  }
  return used;
}
