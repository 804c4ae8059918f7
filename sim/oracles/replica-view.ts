import { readU32 } from '../../src/base/bytes.ts';
import { type GroupId, NO_NODE, type NodeId } from '../../src/base/ids.ts';
import type { Replica } from '../../src/engine/replica.ts';
import { isMember, isWitness } from '../../src/raft/configuration.ts';
import type { Entry } from '../../src/raft/entry.ts';
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

/** Where the checksum of a record's content stands (docs/formats.md, entry record). */
const CHECKSUM_AT = 4;

/** The checksum of an entry's content; null in the log of a witness, which has only its outline. */
export function contentOf(entry: Entry): number | null {
  return entry.kind === 'outline' ? null : readU32(entry.bytes, entry.start + CHECKSUM_AT);
}

/** Whether two looks at one entry show the same, as far as each sees its content. */
export function isSameContent(one: number | null, other: number | null): boolean {
  return one === null || other === null || one === other;
}

/** Whether the replica holds the state of its group: a witness does not, nor whoever may become one. */
export function hasState(node: NodeId, { raft }: Replica): boolean {
  const { configuration } = raft.state;
  return isMember(configuration, node) && !isWitness(configuration, node);
}

/** What `maps` has under `key`; a new map where there is none. */
export function childOf<K, L, T>(maps: Map<K, Map<L, T>>, key: K): Map<L, T> {
  let child = maps.get(key);
  if (child === undefined) {
    child = new Map();
    maps.set(key, child);
  }
  return child;
}

/** One value for each replica: of a node and a group. */
export class PerReplica<T> {
  readonly #values = new Map<NodeId, Map<GroupId, T>>();
  /** Whoever looks at a node looks at all that happened there: it is asked for many times in a row. */
  #lastNode: NodeId = NO_NODE;
  #ofLastNode = new Map<GroupId, T>();

  get(node: NodeId, group: GroupId): T | undefined {
    return this.#of(node).get(group);
  }

  /** The replica's value; what `make` returns from now on where it has none. */
  of(node: NodeId, group: GroupId, make: () => T): T {
    const values = this.#of(node);
    let value = values.get(group);
    if (value === undefined) {
      value = make();
      values.set(group, value);
    }
    return value;
  }

  set(node: NodeId, group: GroupId, value: T): void {
    this.#of(node).set(group, value);
  }

  delete(node: NodeId, group: GroupId): void {
    this.#of(node).delete(group);
  }

  /** The values of one node. */
  all(node: NodeId): ReadonlyMap<GroupId, T> {
    return this.#of(node);
  }

  /** Forgets everything of one node. */
  clear(node: NodeId): void {
    this.#of(node).clear();
  }

  #of(node: NodeId): Map<GroupId, T> {
    if (node !== this.#lastNode) {
      this.#lastNode = node;
      this.#ofLastNode = childOf(this.#values, node);
    }
    return this.#ofLastNode;
  }
}
