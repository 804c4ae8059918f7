import type { GroupId, LogIndex, NodeId } from '../../src/base/ids.ts';
import type { Notice } from '../../src/engine/events.ts';
import { learnersOf, type Membership, NO_MEMBERS, votersOf } from '../../src/kv/membership.ts';
import type { FaultCounts } from '../world/counters.ts';
import type { Observer } from '../world/observer.ts';
import type { SimHost } from '../world/sim-host.ts';
import { forEachReplica } from './replica-view.ts';
import { Violation } from './violation.ts';

/**
 * Every replica sees the same changes of membership, one voter at a time, and whoever was removed
 * takes no part any more. Counts the changes as the replicas make them.
 */
export class MembershipHistory implements Observer {
  readonly #faults: FaultCounts;
  readonly #byChange = new Map<GroupId, Map<LogIndex, Membership>>();
  readonly #latest = new Map<GroupId, Membership>();
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
    if (notice.kind === 'membershipChanged') {
      this.note(host.id, notice.group, notice.membership);
    }
  }

  afterTurn(host: SimHost): void {
    forEachReplica(host, ({ group, raft }) => {
      if (raft.state.isLeader && this.latest(group).removed.includes(host.id)) {
        this.#checkRemovedLeader(host.id, group, raft.state.configuration.voters);
      }
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

  /** A removed node that knows of its removal must not lead. */
  #checkRemovedLeader(node: NodeId, group: GroupId, voters: readonly NodeId[]): void {
    if (!voters.includes(node)) {
      throw new Violation(
        'membership-history',
        'invariant',
        `node ${node} leads group ${group}, which has removed it`,
        { node, group },
      );
    }
  }

  #count(before: Membership, after: Membership): void {
    if (before.members.length === 0) {
      return;
    }
    const learners = learnersOf(after);
    const voters = votersOf(after);
    const newLearners = learners.filter((n) => before.members.every((m) => m.node !== n));
    const promoted = voters.filter((n) => learnersOf(before).includes(n));
    const removed = after.removed.filter((n) => !before.removed.includes(n));
    this.#faults.addLearner += newLearners.length;
    this.#faults.promote += promoted.length;
    this.#faults.remove += removed.length;
    for (const node of promoted.filter((n) => this.#returned.get(n) === 'waiting')) {
      this.#returned.set(node, 'counted');
      this.#faults.rejoinAsNew++;
    }
  }
}

function describe({ members, removed, changeId }: Membership): string {
  const each = members.map(({ node, role, address }) => `${node} ${role} ${address}`);
  return `${changeId}: ${each.join(', ')}; removed ${removed.join(', ')}`;
}
