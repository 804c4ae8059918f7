import type { GroupId, NodeId, Term } from '../../src/base/ids.ts';
import type { PeerMessage } from '../../src/codec/peer/peer-message.ts';
import type { Replica } from '../../src/engine/replica.ts';
import type { Observer } from '../world/observer.ts';
import type { SimHost } from '../world/sim-host.ts';
import type { CommittedEntries } from './committed-entries.ts';
import type { Alarm } from './excuses.ts';
import { type ForgottenEntries, nameOf } from './forgotten-entries.ts';
import { isQuorum } from './majority.ts';
import { forEachReplica, PerReplica } from './replica-view.ts';

/** What a replica's state is found to break (`checkState`) that follows from a lost commit. */
const ACKNOWLEDGED_LACKED = 'nobody acknowledged what the leader does not have';

/** What a voter lacked, because it had forgotten it, when it gave its vote. */
type Votes = Map<NodeId, ReadonlySet<string>>;

/**
 * Decides when a group has lost what was committed to power cuts, as the sync modes `none` and
 * `interval` let it: when somebody begins to lead without a committed entry, and who voted for it are
 * a quorum only together with voters that had the entry and forgot it. Before that all of Raft holds,
 * whatever single replicas forgot: of a quorum that has an entry one voter is in every other quorum, and
 * refuses its vote to who lacks the entry, unless it forgot it (Raft §5.4.3).
 */
export class LostCommits implements Observer {
  readonly #forgotten: ForgottenEntries;
  readonly #committed: CommittedEntries;
  readonly #votes = new PerReplica<Map<Term, Votes>>();
  readonly #leads = new PerReplica<Term>();
  readonly #lost = new Map<GroupId, string>();

  /** @param committed - told of everything after this one is. */
  constructor(forgotten: ForgottenEntries, committed: CommittedEntries) {
    this.#forgotten = forgotten;
    this.#committed = committed;
  }

  /** What was lost first, in words; null as long as nothing was. */
  get sentence(): string | null {
    const [first] = this.#lost.values();
    return first ?? null;
  }

  /** Whether the loss explains the alarm, in a group or, where that is null, in any. */
  explains({ oracle, group, message }: Alarm): boolean {
    const groups = [...this.#lost.keys()].filter((lost) => group === null || lost === group);
    switch (oracle) {
      case 'election-safety':
      case 'log-matching':
        // Only who counts by other voters can be elected beside another leader of the term.
        return groups.some((lost) => this.#forgotten.hasChange(lost));
      case 'replica-state':
        return groups.length > 0 && message.includes(ACKNOWLEDGED_LACKED);
      default:
        return groups.length > 0;
    }
  }

  sent(host: SimHost, { group, message }: PeerMessage): void {
    if (message.kind === 'voteResponse' && message.granted) {
      const votes = this.#votesFor(message.to, group, message.term);
      if (!votes.has(host.id)) {
        votes.set(host.id, this.#forgotten.of(host.id, group));
      }
    }
  }

  stopping(host: SimHost): void {
    this.#leads.clear(host.id);
  }

  afterTurn(host: SimHost): void {
    forEachReplica(host, (replica) => {
      const { group, raft } = replica;
      const { isLeader, term } = raft.state;
      if (isLeader && this.#leads.get(host.id, group) !== term) {
        this.#leads.set(host.id, group, term);
        this.#lookAt(host.id, replica);
      }
    });
  }

  #lookAt(node: NodeId, replica: Replica): void {
    const { group, raft, machine } = replica;
    const lacked = this.#committed.lackedBy(replica);
    if (lacked === null || this.#lost.has(group)) {
      return;
    }
    const name = nameOf(lacked.index, lacked.term);
    const votes = this.#votesFor(node, group, raft.state.term);
    votes.set(node, this.#forgotten.of(node, group));
    const hasForgotten = (voter: NodeId) => votes.get(voter)?.has(name) === true;
    const isElected = isQuorum(machine.membership, (voter) => votes.has(voter));
    const isElectedWithout = isQuorum(
      machine.membership,
      (voter) => votes.has(voter) && !hasForgotten(voter),
    );
    if (isElected && !isElectedWithout) {
      this.#lost.set(
        group,
        `node ${node} leads group ${group} in term ${raft.state.term} without entry ${name}, which was ` +
          'committed, by votes of nodes that forgot it in a power cut',
      );
    }
  }

  #votesFor(node: NodeId, group: GroupId, term: Term): Votes {
    const byTerm = this.#votes.of(node, group, () => new Map());
    const votes: Votes = byTerm.get(term) ?? new Map();
    byTerm.set(term, votes);
    return votes;
  }
}
