import { nodeIdOfAddress } from '../../src/base/address.ts';
import { type GroupId, NO_NODE, type NodeId, toGroupId } from '../../src/base/ids.ts';
import {
  PROTOCOL_NEWEST,
  PROTOCOL_OLDEST,
  type ProtocolVersion,
} from '../../src/codec/protocol-version.ts';
import type { GroupOptions, NodeOptions, StoreKind } from '../../src/engine/options.ts';
import type { Replica } from '../../src/engine/replica.ts';
import { participantsOf } from '../../src/kv/membership.ts';
import { PPM, SITES } from '../base/keyed-random.ts';
import type { MembershipHistory } from '../oracles/membership-history.ts';
import type { SimHost } from './sim-host.ts';
import type { World } from './world.ts';

const BASE_PORT = 7000;
const MIXED_STORES: readonly StoreKind[] = ['memory', 'level'];

/** The machines of a run as one cluster: who begins it, who joins it, who has left it. */
export class Cluster {
  readonly world: World;
  readonly groups: readonly GroupId[];
  readonly membership: MembershipHistory;
  /** Machines whose node was removed for good. */
  readonly retired = new Set<SimHost>();
  /** Machines that nobody starts or resumes for now. */
  readonly frozen = new Set<SimHost>();
  /** Whoever is changing members; what they do takes several steps. */
  actionsUnderWay = 0;
  #machines = 0;

  constructor(world: World, membership: MembershipHistory) {
    this.world = world;
    this.membership = membership;
    this.groups = Array.from({ length: world.config.groups }, (_, i) => toGroupId(i + 1));
  }

  /** Starts the first machines, each knowing all of them. */
  begin(): void {
    const addresses = Array.from({ length: this.world.config.nodes }, () => this.#nextAddress());
    const members = addresses.map((address) => ({ node: nodeIdOfAddress(address), address }));
    for (const { address } of members) {
      const groups = this.groups.map((group) => ({ group, join: false, members, contacts: [] }));
      this.world.start(this.world.addHost(this.#options(address, groups)));
    }
  }

  /** A new machine that is to join every group; it has to be admitted and started. */
  addJoiner(): SimHost {
    const address = this.#nextAddress();
    return this.world.addHost(this.#options(address, this.#joiningGroups()));
  }

  /** The same machine with an empty disk, started to join under the id it had. */
  wiped(host: SimHost): NodeOptions {
    return this.#options(host.options.address, this.#joiningGroups());
  }

  /** The replica that leads `group` in the highest term, of those asked; undefined when nobody does. */
  leaderReplica(
    group: GroupId,
    isAsked: (host: SimHost) => boolean = everybody,
  ): { host: SimHost; replica: Replica } | undefined {
    let best: { host: SimHost; replica: Replica } | undefined;
    for (const host of this.world.machines.filter(isAsked)) {
      const replica = host.node?.replicas.get(group);
      if (replica?.isRunning === true && replica.raft.state.isLeader && host.state === 'up') {
        const isNewer =
          best === undefined || replica.raft.state.term > best.replica.raft.state.term;
        best = isNewer ? { host, replica } : best;
      }
    }
    return best;
  }

  /** Machines that are members of some group. */
  members(): SimHost[] {
    const nodes = new Set<NodeId>();
    for (const group of this.groups) {
      for (const member of participantsOf(this.membership.latest(group))) {
        nodes.add(member.node);
      }
    }
    return this.world.machines.filter((host) => nodes.has(host.id));
  }

  /** Machines that something can befall: all but those that are switched off for good. */
  inUse(): SimHost[] {
    return this.world.machines.filter((host) => host.state !== 'down' || !this.retired.has(host));
  }

  /** Whether every group has removed `node`. */
  isRemovedEverywhere(node: NodeId): boolean {
    return this.groups.every((group) => this.membership.latest(group).removed.includes(node));
  }

  leaderOf(group: GroupId): NodeId {
    return this.leaderReplica(group)?.host.id ?? NO_NODE;
  }

  /** The machine is about to start again: perhaps with another release. */
  changeRelease(host: SimHost): void {
    const { random, config, counts } = this.world;
    const { upgrade, downgrade } = config.versions;
    const { tuning } = host.options;
    const isOld = tuning.protocolVersionMax === PROTOCOL_OLDEST;
    const probability = isOld ? upgrade : downgrade;
    if (random.chance(probability, SITES.versions, host.ordinal, host.incarnation)) {
      const protocolVersionMax = isOld ? PROTOCOL_NEWEST : PROTOCOL_OLDEST;
      host.options = { ...host.options, tuning: { ...tuning, protocolVersionMax } };
      counts.faults[isOld ? 'upgrade' : 'downgrade']++;
    }
  }

  /** What the release that a machine begins with speaks. */
  #firstVersion(machine: number): ProtocolVersion {
    const { random, config } = this.world;
    const isOld = random.chance(config.versions.older, SITES.versions, machine, 0);
    return isOld ? PROTOCOL_OLDEST : PROTOCOL_NEWEST;
  }

  #joiningGroups(): GroupOptions[] {
    const contacts = this.members().map((host) => host.id);
    return this.groups.map((group) => ({ group, join: true, members: [], contacts }));
  }

  #nextAddress(): string {
    this.#machines++;
    return `10.0.0.1:${BASE_PORT + this.#machines}`;
  }

  #options(address: string, groups: readonly GroupOptions[]): NodeOptions {
    const { config, random } = this.world;
    const node = nodeIdOfAddress(address);
    return {
      node,
      address,
      deployment: 1,
      groups,
      store: config.stores === 'mixed' ? (MIXED_STORES[node % 2] ?? 'memory') : config.stores,
      tuning: { ...config.tuning, protocolVersionMax: this.#firstVersion(node % PPM) },
      seed: random.below(PPM, SITES.operator, node % PPM, 1),
      firstReadId: 1,
      tracksDigest: true,
    };
  }
}

function everybody(): boolean {
  return true;
}
