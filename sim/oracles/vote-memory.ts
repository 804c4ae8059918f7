import type { GroupId, NodeId, Term } from '../../src/base/ids.ts';
import type { PeerMessage } from '../../src/codec/peer/peer-message.ts';
import type { Observer } from '../world/observer.ts';
import type { SimHost } from '../world/sim-host.ts';
import { PerReplica } from './replica-view.ts';
import { Violation } from './violation.ts';

/**
 * A replica votes for at most one candidate in a term, and never speaks from a term below one it has
 * voted in: crashes and restarts in between change nothing (Raft §5.2; Figure 2, persistent state).
 */
export class VoteMemory implements Observer {
  readonly #votes = new PerReplica<Map<Term, NodeId>>();
  readonly #highestTerm = new PerReplica<Term>();

  sent(host: SimHost, { group, message }: PeerMessage): void {
    if (message.kind === 'voteResponse' && message.granted) {
      this.noteVote(host.id, group, message.term, message.to);
    } else if (message.kind === 'appendResponse' && !message.rejected) {
      this.noteTerm(host.id, group, message.term);
    }
  }

  noteVote(voter: NodeId, group: GroupId, term: Term, candidate: NodeId): void {
    this.noteTerm(voter, group, term);
    const votes = this.#votes.of(voter, group, () => new Map());
    const known = votes.get(term);
    if (known !== undefined && known !== candidate) {
      throw new Violation(
        'vote-memory',
        'invariant',
        `node ${voter} voted twice in term ${term} of group ${group}: for ${known} and for ${candidate}`,
        { node: voter, group, term },
      );
    }
    votes.set(term, candidate);
  }

  noteTerm(node: NodeId, group: GroupId, term: Term): void {
    const highest = this.#highestTerm.get(node, group);
    if (highest !== undefined && term < highest) {
      throw new Violation(
        'vote-memory',
        'invariant',
        `node ${node} answers from term ${term} of group ${group}, after it had answered from term ${highest}`,
        { node, group, term },
      );
    }
    if (term !== highest) {
      this.#highestTerm.set(node, group, term);
    }
  }
}
