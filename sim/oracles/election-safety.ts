import type { GroupId, NodeId, Term } from '../../src/base/ids.ts';
import type { PeerMessage } from '../../src/codec/peer/peer-message.ts';
import type { Observer } from '../world/observer.ts';
import type { SimHost } from '../world/sim-host.ts';
import { childOf, forEachReplica } from './replica-view.ts';
import { Violation } from './violation.ts';

/**
 * At most one leader can be elected in a given term (Raft Figure 3, Election Safety). Who is deposed in
 * the turn in which it was elected is never seen leading, but speaks as a leader.
 */
export class ElectionSafety implements Observer {
  readonly #leaders = new Map<GroupId, Map<Term, NodeId>>();

  /** Leaders elected so far, over all groups. */
  get elections(): number {
    let elections = 0;
    for (const leaders of this.#leaders.values()) {
      elections += leaders.size;
    }
    return elections;
  }

  afterTurn(host: SimHost): void {
    forEachReplica(host, ({ group, raft }) => {
      if (raft.state.isLeader) {
        this.note(group, raft.state.term, host.id);
      }
    });
  }

  sent(host: SimHost, { group, message }: PeerMessage): void {
    const isLeaders = message.kind === 'append' || message.kind === 'heartbeat';
    if (isLeaders && !host.isUnseen) {
      this.note(group, message.term, message.from);
    }
  }

  /** Notes that `node` leads `group` in `term`. @throws Violation when another one did. */
  note(group: GroupId, term: Term, node: NodeId): void {
    const leaders = childOf(this.#leaders, group);
    const known = leaders.get(term);
    if (known === node) {
      return;
    }
    if (known !== undefined) {
      throw new Violation(
        'election-safety',
        'invariant',
        `group ${group} has two leaders in term ${term}: ${known} and ${node}`,
        { node, group, term },
      );
    }
    leaders.set(term, node);
  }
}
