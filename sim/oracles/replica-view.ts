import type { GroupId, NodeId } from '../../src/base/ids.ts';
import type { Replica } from '../../src/engine/replica.ts';
import type { SimHost } from '../world/sim-host.ts';

/**
 * Calls `look` for each replica on `host` to which something happened in its last turn, also for one
 * that stopped in it. The others are as they were: with many groups, looking at all is too much.
 */
export function forEachReplica(host: SimHost, look: (replica: Replica) => void): void {
  for (const replica of host.touched) {
    look(replica);
  }
}

/** One value for each replica: of a node and a group. */
export class PerReplica<T> {
  readonly #values = new Map<NodeId, Map<GroupId, T>>();

  get(node: NodeId, group: GroupId): T | undefined {
    return this.#values.get(node)?.get(group);
  }

  set(node: NodeId, group: GroupId, value: T): void {
    let values = this.#values.get(node);
    if (values === undefined) {
      values = new Map();
      this.#values.set(node, values);
    }
    values.set(group, value);
  }

  delete(node: NodeId, group: GroupId): void {
    this.#values.get(node)?.delete(group);
  }

  /** Forgets everything of one node. */
  clear(node: NodeId): void {
    this.#values.delete(node);
  }
}
