import { readU32 } from '../../src/base/bytes.ts';
import type { GroupId, NodeId } from '../../src/base/ids.ts';
import { KvClient } from '../../src/client/kv-client.ts';
import type { Intent, Outcome } from '../../src/client/operation.ts';
import type { MemberChange } from '../../src/kv/membership-change.ts';
import type { Cluster } from '../world/cluster.ts';
import { callback, type Script, sleep } from '../world/script.ts';

const MILLI = 1000;
const TICK_MICROS = 50 * MILLI;

/** Whoever changes members and moves leaders, over a connection like any client's. */
export class Operator {
  readonly #cluster: Cluster;
  readonly #client: KvClient;

  constructor(cluster: Cluster, connection: number) {
    this.#cluster = cluster;
    const { world } = cluster;
    this.#client = new KvClient(
      {
        nodes: world.machines.map((host) => host.id),
        sessions: false,
        attemptMicros: 2000 * MILLI,
        deadlineMicros: 4000 * MILLI,
        backoffMicros: 100 * MILLI,
      },
      world.ports.utf8,
      (node, frame) => {
        world.request(connection, node, frame.slice());
        return true;
      },
    );
    world.connect(connection, {
      replied: (node, bytes) => {
        for (let start = 0; start < bytes.length; ) {
          const end = start + 4 + readU32(bytes, start);
          this.#client.onResponse(node, { bytes, start, end }, world.nowMicros);
          start = end;
        }
      },
      disconnected: (node) => this.#client.onDisconnected(node, world.nowMicros),
    });
    this.#tick();
  }

  /** Asks the group's leader for one change of members. */
  *change(group: GroupId, change: MemberChange): Script<Outcome> {
    const { world, membership } = this.#cluster;
    const { orderedChanges } = world.config.tuning;
    const expectedChangeId = orderedChanges ? membership.latest(group).changeId : null;
    return yield* this.#operate(group, {
      kind: 'operator',
      request: {
        kind: 'changeMembership',
        change: { initial: false, expectedChangeId, transition: 'single', changes: [change] },
      },
    });
  }

  /**
   * Makes a change in every group, again and again where it did not get through, until `isMade` says
   * that the group has it or the attempts are used up. Returns whether all groups have it.
   */
  *changeEverywhere(
    change: MemberChange,
    isMade: (group: GroupId) => boolean,
    attempts: number,
  ): Script<boolean> {
    const { groups } = this.#cluster;
    for (let attempt = 0; attempt < attempts; attempt++) {
      const missing = groups.filter((group) => !isMade(group));
      if (missing.length === 0) {
        return true;
      }
      for (const group of missing) {
        yield* this.change(group, change);
      }
      yield* sleep(200 * MILLI);
    }
    return groups.every(isMade);
  }

  *transfer(group: GroupId, target: NodeId): Script<Outcome> {
    return yield* this.#operate(group, {
      kind: 'operator',
      request: { kind: 'transfer', target },
    });
  }

  *#operate(group: GroupId, intent: Intent): Script<Outcome> {
    const { world } = this.#cluster;
    const pinned = this.#cluster.leaderOf(group);
    return yield* callback<Outcome>((done) => {
      this.#client.submit(group, intent, world.nowMicros, done, pinned);
    });
  }

  #tick(): void {
    const { world } = this.#cluster;
    this.#client.tick(world.nowMicros);
    world.at(world.nowMicros + TICK_MICROS, () => this.#tick());
  }
}
