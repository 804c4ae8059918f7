import { readU32 } from '../../src/base/bytes.ts';
import type { GroupId, NodeId } from '../../src/base/ids.ts';
import { KvClient } from '../../src/client/kv-client.ts';
import {
  type ChangeOptions,
  changeMembers,
  leaveJointConfiguration,
} from '../../src/client/member-requests.ts';
import type { Intent, Outcome } from '../../src/client/operation.ts';
import type { LogRange } from '../../src/codec/client/request.ts';
import type { MemberChange } from '../../src/kv/membership-change.ts';
import type { Cluster } from '../world/cluster.ts';
import { callback, type Script, sleep } from '../world/script.ts';

const MILLI = 1000;
const TICK_MICROS = 50 * MILLI;

/** A change of several steps. */
export interface Alteration {
  readonly changes: readonly MemberChange[];
  readonly transition: ChangeOptions['transition'];
}

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
        world.clients.request(connection, node, frame.slice());
        return true;
      },
    );
    world.clients.connect(connection, {
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
    return yield* this.alter(group, { changes: [change], transition: 'single' });
  }

  /** Asks the group's leader for a change of several steps. */
  *alter(group: GroupId, { changes, transition }: Alteration): Script<Outcome> {
    const { world, membership } = this.#cluster;
    const { orderedChanges } = world.config.tuning;
    const expectedChangeId = orderedChanges ? membership.latest(group).changeId : null;
    const request = changeMembers(changes, { transition, expectedChangeId });
    return yield* this.#operate(group, { kind: 'operator', request });
  }

  /** Asks the group's leader to leave the joint configuration. */
  *leaveJoint(group: GroupId): Script<Outcome> {
    const { changeId } = this.#cluster.membership.latest(group);
    const request = leaveJointConfiguration(changeId);
    return yield* this.#operate(group, { kind: 'operator', request });
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
    const alteration = { changes: [change], transition: 'single' } as const;
    return yield* this.alterEverywhere(alteration, isMade, attempts);
  }

  /** The same for a change of several steps. */
  *alterEverywhere(
    alteration: Alteration,
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
        yield* this.alter(group, alteration);
      }
      yield* sleep(200 * MILLI);
    }
    return groups.every(isMade);
  }

  /** Asks `node` to save a snapshot of the group now. */
  *snapshot(group: GroupId, node: NodeId): Script<Outcome> {
    const { world } = this.#cluster;
    return yield* callback<Outcome>((done) => {
      const intent = { kind: 'operator', request: { kind: 'snapshot', untilSaved: true } } as const;
      this.#client.submit(group, intent, world.nowMicros, done, node);
    });
  }

  /** Asks `node` for what its log holds of the range. */
  *readLog(group: GroupId, node: NodeId, range: LogRange): Script<Outcome> {
    const { world } = this.#cluster;
    return yield* callback<Outcome>((done) => {
      const intent = { kind: 'operator', request: { kind: 'readLog', range } } as const;
      this.#client.submit(group, intent, world.nowMicros, done, node);
    });
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
