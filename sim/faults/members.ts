import type { GroupId, NodeId } from '../../src/base/ids.ts';
import { memberOf, votersOf } from '../../src/kv/membership.ts';
import type { EngineFailures } from '../oracles/engine-failures.ts';
import type { Operator } from '../workload/operator.ts';
import type { Cluster } from '../world/cluster.ts';
import { type Script, until } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { FAULT_CODES } from './fault-codes.ts';

const SECOND = 1_000_000;
const ATTEMPTS = 6;

/** What an operator does with members, one action after the other. */
export class MemberActions {
  readonly #cluster: Cluster;
  readonly #operator: Operator;
  readonly #failures: EngineFailures;

  constructor(cluster: Cluster, operator: Operator, failures: EngineFailures) {
    this.#cluster = cluster;
    this.#operator = operator;
    this.#failures = failures;
  }

  /**
   * Adds a new machine: a learner in every group, started to join, a voter once it has caught up.
   * Returns whether it votes everywhere.
   *
   * @param returning - the machine it stands for, which was removed under another id.
   */
  *add(returning: SimHost | null): Script<boolean> {
    const cluster = this.#cluster;
    const host = cluster.addJoiner();
    const { node, address } = host.options;
    cluster.world.noteFault(FAULT_CODES.membership, host.ordinal);
    if (returning !== null) {
      cluster.membership.expectReturn(node);
    }
    const isKnown = (group: GroupId) =>
      memberOf(cluster.membership.latest(group), node) !== undefined;
    const adding = { kind: 'add', node, returning: returning?.id ?? null } as const;
    cluster.world.faultBegan(adding, adding);
    const change = { kind: 'addLearner', node, address } as const;
    yield* this.#operator.changeEverywhere(change, isKnown, ATTEMPTS);
    if (host.state === 'down') {
      cluster.world.start(host);
    }
    yield* until(() => this.#hasCaughtUp(host), 20 * SECOND);
    const votes = (group: GroupId) => votersOf(cluster.membership.latest(group)).includes(node);
    const promotion = { kind: 'promote', node } as const;
    const isVoter = yield* this.#operator.changeEverywhere(promotion, votes, ATTEMPTS);
    cluster.world.faultEnded(adding, isVoter);
    return isVoter;
  }

  /**
   * Removes a machine's node from every group; once all have, and know it for certain, the machine is
   * switched off. Returns whether it is.
   */
  *remove(host: SimHost): Script<boolean> {
    const cluster = this.#cluster;
    const { node } = host.options;
    cluster.world.noteFault(FAULT_CODES.membership, host.ordinal);
    const isGone = (group: GroupId) => cluster.membership.latest(group).removed.includes(node);
    const change = { kind: 'remove', node } as const;
    cluster.world.faultBegan(change, change);
    const removed = yield* this.#operator.changeEverywhere(change, isGone, ATTEMPTS);
    cluster.world.faultEnded(change, removed);
    return removed && (yield* this.retire(host));
  }

  /** Switches a removed machine off once nobody needs its vote any more; returns whether it did. */
  *retire(host: SimHost): Script<boolean> {
    const cluster = this.#cluster;
    const { node } = host.options;
    const hasEnded = () => hasStopped(host) || isQuarantined(host);
    const mayGo = () => hasEnded() && isRemovalKnown(cluster, node);
    const stopped = yield* until(mayGo, 20 * SECOND);
    if (stopped) {
      this.switchOff(host);
    }
    return stopped;
  }

  /** Takes a removed machine out of the run; what it has on its disk stays. */
  switchOff(host: SimHost): void {
    this.#cluster.retired.add(host);
    this.#cluster.world.leaving(host);
    if (host.state !== 'down') {
      this.#cluster.world.crash(host, false);
    }
  }

  /**
   * Starts a removed machine again under the id it had; returns whether it was refused everywhere.
   *
   * @param wiped - with an empty disk, as a node that wants to join.
   */
  *comeBackUnderOldId(host: SimHost, wiped: boolean): Script<boolean> {
    const cluster = this.#cluster;
    const ghost = wiped ? this.#wipe(host) : host;
    this.#failures.expectRefusal(ghost.id);
    cluster.world.noteFault(FAULT_CODES.restart, ghost.ordinal);
    const comingBack = { kind: 'comeBack', node: ghost.id, wiped } as const;
    cluster.world.faultBegan(comingBack, comingBack);
    cluster.world.start(ghost);
    const isRefused = yield* until(() => hasStopped(ghost), 20 * SECOND);
    cluster.world.faultEnded(comingBack, isRefused);
    this.switchOff(ghost);
    return isRefused;
  }

  /**
   * Empties the disk of a voter and starts it to join under its id; returns whether every group has
   * refused it, for what it had promised is lost.
   */
  *loseDisk(host: SimHost): Script<boolean> {
    const { world } = this.#cluster;
    const ghost = this.#wipe(host);
    this.#failures.expectDataLoss(ghost.id);
    world.noteFault(FAULT_CODES.restart, ghost.ordinal);
    world.start(ghost);
    const isRefused = yield* until(() => hasRefused(ghost), 20 * SECOND);
    this.switchOff(ghost);
    return isRefused;
  }

  /** Removes a machine that is gone for good. */
  *removeLost({ id: node }: SimHost): Script<boolean> {
    const { membership } = this.#cluster;
    const isGone = (group: GroupId) => membership.latest(group).removed.includes(node);
    return yield* this.#operator.changeEverywhere({ kind: 'remove', node }, isGone, ATTEMPTS);
  }

  #wipe(host: SimHost): SimHost {
    const { world } = this.#cluster;
    world.retire(host);
    const ghost = world.addHost(this.#cluster.wiped(host));
    this.#cluster.retired.add(ghost);
    return ghost;
  }

  #hasCaughtUp(host: SimHost): boolean {
    return this.#cluster.groups.every((group) => {
      const leader = this.#cluster.leaderReplica(group)?.replica;
      const own = host.node?.replicas.get(group);
      return (
        leader !== undefined &&
        own !== undefined &&
        own.machine.appliedIndex > 0 &&
        own.machine.appliedIndex + 20 >= leader.raft.state.log.commitIndex
      );
    });
  }
}

/** Voters of every group, of which one may go without making the cluster too small. */
export function removable(cluster: Cluster, votersMin: number): SimHost[] {
  const nodes = cluster.members().filter((host) =>
    cluster.groups.every((group) => {
      const voters = votersOf(cluster.membership.latest(group));
      return !voters.includes(host.id) || voters.length > votersMin;
    }),
  );
  return nodes;
}

/** Whether a majority of every group knows for certain that `node` was removed. */
function isRemovalKnown(cluster: Cluster, node: NodeId): boolean {
  return cluster.groups.every(
    (group) => cluster.leaderReplica(group)?.replica.confirmedRemoved.includes(node) === true,
  );
}

function hasStopped(host: SimHost): boolean {
  const replicas = host.node?.replicas;
  if (host.state === 'down' || replicas === undefined || replicas.size === 0) {
    return host.state === 'down';
  }
  return [...replicas.values()].every((replica) => replica.isForgotten);
}

/** A replica that was stopped by an error never hears of its removal. */
function isQuarantined(host: SimHost): boolean {
  return [...(host.node?.replicas.values() ?? [])].some(({ status }) => status === 'quarantined');
}

/** Whether no replica of a running node takes part any more. */
function hasRefused({ node }: SimHost): boolean {
  const replicas = [...(node?.replicas.values() ?? [])];
  return replicas.length > 0 && replicas.every(({ status }) => status === 'quarantined');
}
