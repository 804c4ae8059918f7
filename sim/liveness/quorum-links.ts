import type { GroupId, NodeId } from '../../src/base/ids.ts';
import { outgoingOf, votersOf } from '../../src/kv/membership.ts';
import { isQuorum } from '../oracles/majority.ts';
import type { Cluster } from '../world/cluster.ts';

/** Who runs and can hear whom, as the world has it now. */
export class QuorumLinks {
  readonly #cluster: Cluster;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** Whether a quorum of `group` runs and is connected, each with each, in both directions. */
  hasQuorum(group: GroupId): boolean {
    const membership = this.#cluster.membership.latest(group);
    const voters = new Set([...votersOf(membership), ...outgoingOf(membership)]);
    const running = [...voters].filter((voter) => this.isRunning(voter, group));
    const isEnough = (nodes: readonly NodeId[]) =>
      isQuorum(membership, (voter) => nodes.includes(voter));
    return voters.size > 0 && isEnough(running) && this.#hasClique(running, isEnough, []);
  }

  isRunning(node: NodeId, group: GroupId): boolean {
    const host = this.#cluster.world.hosts.get(node);
    return host?.state === 'up' && host.node?.replicas.get(group)?.isRunning === true;
  }

  /** Nothing between the two is cut or held back. */
  areConnected(one: NodeId, other: NodeId): boolean {
    const { network, nowMicros } = this.#cluster.world;
    return (
      one === other ||
      (network.isOpen(one, other, nowMicros) && network.isOpen(other, one, nowMicros))
    );
  }

  /** Whether some of `nodes`, all of them connected with one another and `chosen`, are enough. */
  #hasClique(
    nodes: readonly NodeId[],
    isEnough: (nodes: readonly NodeId[]) => boolean,
    chosen: readonly NodeId[],
  ): boolean {
    return (
      isEnough(chosen) ||
      nodes.some((node, i) => {
        const rest = nodes.slice(i + 1).filter((other) => this.areConnected(node, other));
        return this.#hasClique(rest, isEnough, [...chosen, node]);
      })
    );
  }
}
