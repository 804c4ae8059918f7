import type { GroupId, LogIndex, NodeId, Term } from '../../src/base/ids.ts';
import type { Replica } from '../../src/engine/replica.ts';
import type { Membership } from '../../src/kv/membership.ts';
import type { Observer } from '../world/observer.ts';
import type { SimHost } from '../world/sim-host.ts';
import type { DurableLogs } from './durable-logs.ts';
import { isQuorum } from './majority.ts';
import { childOf, contentOf, forEachReplica, isSameContent, PerReplica } from './replica-view.ts';
import { Violation } from './violation.ts';

const FIRST_INDEX = 1;

interface Committed {
  readonly term: Term;
  /** Null while only a witness called it committed. */
  readonly content: number | null;
  /**
   * The term of who first called it committed: that of the entry, or a later one in which an entry
   * behind it was committed. A leader of an earlier term, elected late, need not have it.
   */
  readonly committedIn: Term;
}

/** What a replica showed after its last turn. */
interface Seen {
  commitIndex: LogIndex;
  membership: Membership;
  leaderOf: Term | null;
}

/**
 * What is committed, once for every group, in the order of the log:
 *
 * - no replica ever commits another entry at the same index (Raft Figure 3, State Machine Safety);
 * - an entry is on the medium of a quorum before anybody calls it committed (§5.3);
 * - every later leader has it (Figure 3, Leader Completeness).
 */
export class CommittedEntries implements Observer {
  readonly #committed = new Map<GroupId, Map<LogIndex, Committed>>();
  readonly #highest = new Map<GroupId, LogIndex>();
  readonly #seen = new PerReplica<Seen>();
  readonly #durable: Pick<DurableLogs, 'holds'> | null;

  /** @param durable - what is on media; null where these may lie. */
  constructor(durable: Pick<DurableLogs, 'holds'> | null) {
    this.#durable = durable;
  }

  /** Entries committed so far, over all groups. */
  get count(): number {
    return [...this.#highest.values()].reduce((sum, index) => sum + index, 0);
  }

  /** The highest index that anybody called committed. */
  highest(group: GroupId): LogIndex {
    return this.#highest.get(group) ?? (0 as LogIndex);
  }

  /** What was first committed at `index`. */
  at(group: GroupId, index: LogIndex): Pick<Committed, 'term' | 'content'> | undefined {
    return this.#committed.get(group)?.get(index);
  }

  /** The first entry, committed before the replica's term, that its log does not have; null for none. */
  lackedBy({ group, raft }: Replica): { readonly index: LogIndex; readonly term: Term } | null {
    const { log, term } = raft.state;
    const committed = this.#committed.get(group);
    const through = this.highest(group);
    for (let index = log.firstIndex; index <= through; index++) {
      const known = committed?.get(index);
      if (known !== undefined && known.committedIn < term && log.termAt(index) !== known.term) {
        return { index, term: known.term };
      }
    }
    return null;
  }

  stopping(host: SimHost): void {
    this.#seen.clear(host.id);
  }

  afterTurn(host: SimHost): void {
    forEachReplica(host, (replica) => this.#look(host.id, replica));
  }

  #look(node: NodeId, replica: Replica): void {
    const { group, raft, machine } = replica;
    const { log, isLeader, term } = raft.state;
    const { membership } = machine;
    const seen = this.#seen.of(node, group, () => ({
      commitIndex: log.compacted.index,
      membership,
      leaderOf: null,
    }));
    if (log.commitIndex > seen.commitIndex) {
      this.#noteCommits(node, replica, seen);
    }
    if (isLeader && seen.leaderOf !== term) {
      this.#checkLeader(node, replica);
    }
    seen.commitIndex = log.commitIndex;
    seen.membership = membership;
    seen.leaderOf = isLeader ? term : null;
  }

  #noteCommits(node: NodeId, replica: Replica, seen: Seen): void {
    const { group, raft, machine } = replica;
    const { log, term: committedIn } = raft.state;
    const first = Math.max(seen.commitIndex, log.compacted.index) + 1;
    let newest: LogIndex | null = null;
    for (let index = first as LogIndex; index <= log.commitIndex; index++) {
      const entry = log.entryAt(index);
      const content = contentOf(entry);
      if (this.#note(node, group, index, { term: entry.term, content, committedIn })) {
        newest = index;
      }
    }
    if (newest !== null) {
      this.#checkQuorum(node, group, newest, [seen.membership, machine.membership]);
    }
  }

  /** Returns whether nobody had committed the index before. */
  #note(node: NodeId, group: GroupId, index: LogIndex, entry: Committed): boolean {
    const committed = childOf(this.#committed, group);
    const known = committed.get(index);
    if (known === undefined) {
      committed.set(index, entry);
      this.#highest.set(group, Math.max(index, this.highest(group)) as LogIndex);
      return true;
    }
    if (known.content === null && entry.content !== null) {
      committed.set(index, { ...known, content: entry.content });
    }
    if (known.term !== entry.term || !isSameContent(known.content, entry.content)) {
      throw new Violation(
        'state-machine-safety',
        'invariant',
        `node ${node} commits an entry of term ${entry.term} at index ${index} of group ${group}, ` +
          `where an entry of term ${known.term} is committed`,
        { node, group, term: entry.term, index },
      );
    }
    return false;
  }

  /** A change of voters may have been applied in the same turn: either ones may have decided. */
  #checkQuorum(
    node: NodeId,
    group: GroupId,
    index: LogIndex,
    electorates: readonly Membership[],
  ): void {
    const durable = this.#durable;
    const entry = this.#committed.get(group)?.get(index);
    // Every original member begins with the first entry: it needs no quorum.
    if (durable === null || entry === undefined || index <= FIRST_INDEX) {
      return;
    }
    const isDurable = electorates.some((membership) =>
      isQuorum(membership, (voter) => durable.holds(voter, group, index, entry.term)),
    );
    if (!isDurable) {
      throw new Violation(
        'committed-on-quorum',
        'invariant',
        `node ${node} calls entry ${index} of group ${group} committed, but it is on the medium of no quorum`,
        { node, group, term: entry.term, index },
      );
    }
  }

  #checkLeader(node: NodeId, replica: Replica): void {
    const { group, raft } = replica;
    const { term } = raft.state;
    const lacked = this.lackedBy(replica);
    if (lacked !== null) {
      throw new Violation(
        'leader-completeness',
        'invariant',
        `node ${node} leads group ${group} in term ${term} without entry ${lacked.index} of term ${lacked.term}, which is committed`,
        { node, group, term, index: lacked.index },
      );
    }
  }
}
