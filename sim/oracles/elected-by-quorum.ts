import type { NodeId, Term } from '../../src/base/ids.ts';
import type { PeerMessage } from '../../src/codec/peer/peer-message.ts';
import type { Replica } from '../../src/engine/replica.ts';
import type { Membership } from '../../src/kv/membership.ts';
import type { Observer } from '../world/observer.ts';
import type { SimHost } from '../world/sim-host.ts';
import { isQuorum } from './majority.ts';
import { forEachReplica, PerReplica } from './replica-view.ts';
import { Violation } from './violation.ts';

/** What a replica showed after its last turn. */
interface Seen {
  readonly leads: Term | null;
  readonly membership: Membership;
}

/**
 * Who begins to lead was voted for, in this very term, by a majority of the voters that it has applied,
 * of both halves where they are joint (Raft §5.2; thesis §4.3). Votes are counted as they leave those who
 * give them, each voter once: whatever reached the candidate is among them.
 */
export class ElectedByQuorum implements Observer {
  /** Who told a candidate that it has its vote, by term; at the candidate. */
  readonly #votes = new PerReplica<Map<Term, Set<NodeId>>>();
  readonly #seen = new PerReplica<Seen>();

  sent(host: SimHost, { group, message }: PeerMessage): void {
    if (message.kind === 'voteResponse' && message.granted) {
      const votes = this.#votes.get(message.to, group) ?? new Map<Term, Set<NodeId>>();
      this.#votes.set(message.to, group, votes);
      votes.set(message.term, (votes.get(message.term) ?? new Set()).add(host.id));
    }
  }

  stopping(host: SimHost): void {
    this.#seen.clear(host.id);
  }

  afterTurn(host: SimHost): void {
    forEachReplica(host, (replica) => {
      const { group, raft, machine } = replica;
      const { membership } = machine;
      const leads = raft.state.isLeader ? raft.state.term : null;
      const seen = this.#seen.get(host.id, group);
      if (leads !== null && seen?.leads !== leads) {
        this.#check(host.id, replica, [seen?.membership ?? membership, membership]);
      }
      if (seen?.leads !== leads || seen.membership !== membership) {
        this.#seen.set(host.id, group, { leads, membership });
      }
    });
  }

  /** A change of voters may have been applied in the turn of the election: either ones may have decided. */
  #check(node: NodeId, { group, raft }: Replica, electorates: readonly Membership[]): void {
    const { term, vote } = raft.state;
    const others = this.#votes.get(node, group)?.get(term);
    const hasVoted = (voter: NodeId) =>
      voter === node ? vote === node : others?.has(voter) === true;
    if (!electorates.some((membership) => isQuorum(membership, hasVoted))) {
      throw new Violation(
        'elected-by-quorum',
        'invariant',
        `node ${node} leads group ${group} in term ${term}, elected by no quorum: besides its own it was ` +
          `given the votes of ${[...(others ?? [])].join(', ') || 'nobody'}`,
        { node, group, term },
      );
    }
  }
}
