import type { GroupId } from '../../src/base/ids.ts';
import { unreachable } from '../../src/base/invariant.ts';
import type { Notice } from '../../src/engine/events.ts';
import type { Replica } from '../../src/engine/replica.ts';
import { userKeyOf } from '../../src/storage/store/store-layout.ts';
import type { Observer } from '../world/observer.ts';
import type { SimHost } from '../world/sim-host.ts';
import { forEachReplica, PerReplica } from './replica-view.ts';
import { Violation } from './violation.ts';

/** How many turns of a replica lie between two looks at its whole store. */
const LOOK_EVERY = 200;

/**
 * What belongs to one group never shows in another one's state: every key in a replica's store is
 * one of its group. The store is looked at whole, whichever way the keys came into it: after a
 * snapshot was installed, from time to time, and at the end.
 */
export class GroupIsolation implements Observer {
  readonly #groupOf: (key: string) => GroupId;
  readonly #turns = new PerReplica<{ turns: number }>();

  /** @param groupOf - the group that clients store a key in. */
  constructor(groupOf: (key: string) => GroupId) {
    this.#groupOf = groupOf;
  }

  afterTurn(host: SimHost): void {
    forEachReplica(host, (replica) => {
      const counted = this.#turns.of(host.id, replica.group, () => ({ turns: 0 }));
      counted.turns++;
      if (counted.turns % LOOK_EVERY === 0) {
        this.look(host, replica);
      }
    });
  }

  noticed(host: SimHost, notice: Notice): void {
    if (notice.kind === 'snapshotInstalled') {
      this.#lookAt(host, notice.group);
    }
  }

  /** The node is about to be gone, and what it holds in memory with it. */
  stopping(host: SimHost): void {
    this.lookAtAll(host);
  }

  lookAtAll(host: SimHost): void {
    for (const group of host.node?.replicas.keys() ?? []) {
      this.#lookAt(host, group);
    }
  }

  #lookAt(host: SimHost, group: GroupId): void {
    const replica = host.node?.replicas.get(group);
    if (replica !== undefined) {
      this.look(host, replica);
    }
  }

  /** @throws Violation when the store has a key of another group. */
  look(host: SimHost, replica: Replica): void {
    const { group, machine, raft } = replica;
    for (const key of keysOf(host, machine.store)) {
      const owner = this.#groupOf(key);
      if (owner !== group) {
        throw new Violation(
          'group-isolation',
          'invariant',
          `node ${host.id} has key "${key}" of group ${owner} in the state of group ${group}`,
          { node: host.id, group, term: raft.state.term, index: machine.appliedIndex },
        );
      }
    }
  }
}

/** Every key that is stored, whatever it is stored in. */
function* keysOf(host: SimHost, store: Replica['machine']['store']): Generator<string> {
  switch (store.kind) {
    case 'memory': {
      const snapshot = store.snapshot();
      const records = snapshot.records();
      for (let next = records.next(); next.done !== true; next = records.next()) {
        yield next.value.key;
      }
      snapshot.release();
      return;
    }
    case 'disk':
      for (const raw of host.stores.image(store.database)?.current.keys() ?? []) {
        const key = userKeyOf(raw);
        if (key !== null) {
          yield key;
        }
      }
      return;
    default:
      unreachable(store);
  }
}
