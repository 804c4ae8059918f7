import type { GroupId, LogIndex, NodeId, Term } from '../../src/base/ids.ts';
import type { Notice } from '../../src/engine/events.ts';
import type { Replica } from '../../src/engine/replica.ts';
import {
  learnersOf,
  type Membership,
  memberOf,
  NO_MEMBERS,
  votersOf,
  witnessesOf,
} from '../../src/kv/membership.ts';
import type { Member } from '../../src/kv/roster.ts';
import type { FaultCounts } from '../world/counters.ts';
import type { Observer } from '../world/observer.ts';
import type { SimHost } from '../world/sim-host.ts';
import { forEachReplica, PerReplica } from './replica-view.ts';
import { Violation } from './violation.ts';

/**
 * Every replica sees the same changes of membership, one voter at a time or through a joint
 * configuration, and whoever was removed is elected no more. Counts the changes as the replicas make them.
 */
export class MembershipHistory implements Observer {
  readonly #faults: FaultCounts;
  readonly #byChange = new Map<GroupId, Map<LogIndex, Membership>>();
  readonly #latest = new Map<GroupId, Membership>();
  /** The term that each replica leads. */
  readonly #leads = new PerReplica<Term | null>();
  /** Nodes that are members under a new id of a machine that was removed under another. */
  readonly #returned = new Map<NodeId, 'waiting' | 'counted'>();

  constructor(faults: FaultCounts) {
    this.#faults = faults;
  }

  /** The newest membership that any replica has applied. */
  latest(group: GroupId): Membership {
    return this.#latest.get(group) ?? NO_MEMBERS;
  }

  /** `node` stands for a machine that was removed under another id. */
  expectReturn(node: NodeId): void {
    this.#returned.set(node, 'waiting');
  }

  noticed(host: SimHost, notice: Notice): void {
    if (notice.kind === 'membershipChanged' && !host.isUnseen) {
      this.note(host.id, notice.group, notice.membership);
    }
  }

  afterTurn(host: SimHost): void {
    forEachReplica(host, (replica) => {
      const { group, raft } = replica;
      const { isLeader, term } = raft.state;
      const leads = isLeader ? term : null;
      if (this.#leads.get(host.id, group) === leads) {
        return;
      }
      if (isLeader && this.latest(group).removed.includes(host.id)) {
        this.#checkRemovedLeader(host.id, replica);
      }
      this.#leads.set(host.id, group, leads);
    });
  }

  note(node: NodeId, group: GroupId, membership: Membership): void {
    const byChange = this.#byChange.get(group) ?? new Map<LogIndex, Membership>();
    this.#byChange.set(group, byChange);
    const known = byChange.get(membership.changeId);
    if (known !== undefined) {
      this.#compare(node, group, known, membership);
      return;
    }
    byChange.set(membership.changeId, membership);
    const before = this.latest(group);
    if (membership.changeId > before.changeId) {
      this.#latest.set(group, membership);
      this.#count(before, membership);
    }
  }

  #compare(node: NodeId, group: GroupId, known: Membership, membership: Membership): void {
    if (describe(known) !== describe(membership)) {
      throw new Violation(
        'membership-history',
        'invariant',
        `node ${node} has another membership of group ${group} after change ${membership.changeId} than a replica before it`,
        { node, group, index: membership.changeId },
      );
    }
  }

  /** Who knows of its removal, and that a majority knows of it, must not be elected. */
  #checkRemovedLeader(node: NodeId, { group, raft, machine }: Replica): void {
    if (machine.membership.removed.includes(node) && !raft.state.isDeparting) {
      throw new Violation(
        'membership-history',
        'invariant',
        `node ${node} was elected in group ${group}, which has removed it`,
        { node, group },
      );
    }
  }

  #count(before: Membership, after: Membership): void {
    if (before.members.length === 0) {
      return;
    }
    const isNew = (n: NodeId) => memberOf(before, n) === undefined;
    const newLearners = learnersOf(after).filter(isNew);
    const witnesses = witnessesOf(after);
    const newVoters = votersOf(after).filter((n) => isNew(n) && !witnesses.includes(n));
    const promoted = votersOf(after).filter((n) => learnersOf(before).includes(n));
    const demoted = learnersOf(after).filter((n) => votersOf(before).includes(n));
    const removed = after.removed.filter((n) => !before.removed.includes(n));
    this.#faults.addLearner += newLearners.length;
    this.#faults.addVoter += newVoters.length;
    this.#faults.addWitness += witnesses.filter(isNew).length;
    this.#faults.promote += promoted.length;
    this.#faults.demote += demoted.length;
    this.#faults.enterJoint += before.joint === null && after.joint !== null ? 1 : 0;
    this.#faults.leaveJoint += before.joint !== null && after.joint === null ? 1 : 0;
    this.#faults.remove += removed.length;
    for (const node of [...promoted, ...newVoters].filter(
      (n) => this.#returned.get(n) === 'waiting',
    )) {
      this.#returned.set(node, 'counted');
      this.#faults.rejoinAsNew++;
    }
  }
}

function describe({ members, joint, removed, changeId }: Membership): string {
  const list = (half: readonly Member[]) =>
    half.map(({ node, role, address }) => `${node} ${role} ${address}`).join(', ');
  const outgoing = joint === null ? 'none' : `${list(joint.outgoing)} ${joint.autoLeave}`;
  return `${changeId}: ${list(members)}; outgoing ${outgoing}; removed ${removed.join(', ')}`;
}
