import type { GroupId, NodeId } from '../../src/base/ids.ts';
import { memberOf, participantsOf } from '../../src/kv/membership.ts';
import type { MemberChange } from '../../src/kv/membership-change.ts';
import type { MemberRole } from '../../src/kv/roster.ts';
import type { Alteration, Operator } from '../workload/operator.ts';
import type { Cluster } from '../world/cluster.ts';
import { type Script, sleep, until } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { FAULT_CODES } from './fault-codes.ts';
import type { MemberActions } from './members.ts';

const SECOND = 1_000_000;
const ATTEMPTS = 6;

/** Who is to join as what, who is to leave, and whose role is to change, all in one change. */
export interface Roles {
  readonly joining?: readonly { readonly host: SimHost; readonly role: MemberRole }[];
  readonly leaving?: readonly SimHost[];
  readonly demoted?: readonly NodeId[];
  readonly promoted?: readonly NodeId[];
}

/** Changes of several members at once, single or joint, each told from its beginning to its end. */
export class Alterations {
  readonly #cluster: Cluster;
  readonly #operator: Operator;
  readonly #actions: MemberActions;

  constructor(cluster: Cluster, operator: Operator, actions: MemberActions) {
    this.#cluster = cluster;
    this.#operator = operator;
    this.#actions = actions;
  }

  /**
   * Starts new machines and waits until every group has told them that it does not know them: from
   * then on they may begin as voters or witnesses. Those that hear nothing are switched off again.
   */
  *newcomers(count: number): Script<SimHost[]> {
    const cluster = this.#cluster;
    const hosts = Array.from({ length: count }, () => cluster.addJoiner());
    for (const host of hosts) {
      cluster.world.noteFault(FAULT_CODES.membership, host.ordinal);
      cluster.world.start(host);
    }
    yield* until(() => hosts.every((host) => isNewcomer(cluster, host)), 20 * SECOND);
    const isReady = (host: SimHost) => isNewcomer(cluster, host);
    for (const host of hosts.filter((each) => !isReady(each))) {
      this.#actions.switchOff(host);
    }
    return hosts.filter((host) => !cluster.retired.has(host));
  }

  /**
   * Makes one change in every group, leaves the joint configuration where that is left to the
   * operator, and switches off who was removed. Returns whether all of it was done.
   *
   * @param pauseMicros - how long an explicit change stays joint.
   */
  *alter(roles: Roles, transition: Alteration['transition'], pauseMicros = 0): Script<boolean> {
    const cluster = this.#cluster;
    const isMade = (group: GroupId) => hasRoles(cluster, group, roles);
    const changes = changesOf(roles);
    const made = yield* this.#operator.alterEverywhere({ changes, transition }, isMade, ATTEMPTS);
    if (pauseMicros > 0) {
      yield* sleep(pauseMicros);
    }
    const isLeft = yield* this.leave();
    let isRetired = true;
    for (const host of roles.leaving ?? []) {
      if (cluster.isRemovedEverywhere(host.id)) {
        isRetired = (yield* this.#actions.retire(host)) && isRetired;
      }
    }
    return made && isLeft && isRetired;
  }

  /** Waits until no group is joint, and asks those that do not leave by themselves. */
  *leave(): Script<boolean> {
    const { groups, membership } = this.#cluster;
    const isLeft = (group: GroupId) => membership.latest(group).joint === null;
    for (let attempt = 0; attempt < ATTEMPTS && !groups.every(isLeft); attempt++) {
      for (const group of groups) {
        if (membership.latest(group).joint?.autoLeave === false) {
          yield* this.#operator.leaveJoint(group);
        }
      }
      yield* until(() => groups.every(isLeft), 2 * SECOND);
    }
    return groups.every(isLeft);
  }

  /** Machines whose node is a voter that may lead, in every group. */
  voters(): SimHost[] {
    return this.#having('voter');
  }

  learners(): SimHost[] {
    return this.#having('learner');
  }

  /** Machines whose removal leaves every group a voter that may lead. */
  removable(): SimHost[] {
    const { groups, membership } = this.#cluster;
    return this.#cluster
      .members()
      .filter((host) =>
        groups.every((group) =>
          membership
            .latest(group)
            .members.some(({ node, role }) => role === 'voter' && node !== host.id),
        ),
      );
  }

  #having(role: MemberRole): SimHost[] {
    const { groups, membership } = this.#cluster;
    return this.#cluster
      .members()
      .filter((host) =>
        groups.every((group) => memberOf(membership.latest(group), host.id)?.role === role),
      );
  }
}

function isNewcomer(cluster: Cluster, host: SimHost): boolean {
  return cluster.groups.every(
    (group) => host.node?.replicas.get(group)?.admission?.isNewcomer === true,
  );
}

function changesOf(roles: Roles): MemberChange[] {
  const { joining = [], leaving = [], demoted = [], promoted = [] } = roles;
  return [
    ...joining.map(({ host, role }): MemberChange => {
      const { node, address } = host.options;
      return { kind: KIND_OF_ROLE[role], node, address };
    }),
    ...promoted.map((node): MemberChange => ({ kind: 'promote', node })),
    ...demoted.map((node): MemberChange => ({ kind: 'demote', node })),
    ...leaving.map(({ id }): MemberChange => ({ kind: 'remove', node: id })),
  ];
}

const KIND_OF_ROLE = {
  voter: 'addVoter',
  learner: 'addLearner',
  witness: 'addWitness',
} as const;

function hasRoles(cluster: Cluster, group: GroupId, roles: Roles): boolean {
  const { joining = [], leaving = [], demoted = [], promoted = [] } = roles;
  const membership = cluster.membership.latest(group);
  const has = (node: NodeId, role: MemberRole) =>
    membership.members.some((member) => member.node === node && member.role === role);
  const isGone = (node: NodeId) => membership.members.every((member) => member.node !== node);
  return (
    joining.every(({ host, role }) => has(host.id, role)) &&
    promoted.every((node) => has(node, 'voter')) &&
    demoted.every((node) => has(node, 'learner')) &&
    leaving.every(({ id }) => isGone(id))
  );
}

/** How many take part at most in one group. */
export function participantCount(cluster: Cluster): number {
  return Math.max(
    ...cluster.groups.map((group) => participantsOf(cluster.membership.latest(group)).length),
  );
}
