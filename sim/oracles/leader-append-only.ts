import type { GroupId, LogIndex, Term } from '../../src/base/ids.ts';
import type { Replica } from '../../src/engine/replica.ts';
import type { RaftLog } from '../../src/raft/log.ts';
import type { Observer } from '../world/observer.ts';
import type { SimHost } from '../world/sim-host.ts';
import { contentOf, forEachReplica, isSameContent, PerReplica } from './replica-view.ts';
import { Violation } from './violation.ts';

/** How a leader's log ended after its last turn. */
interface End {
  /** The term that it leads. */
  readonly leads: Term;
  readonly index: LogIndex;
  readonly term: Term;
  /** Null while the entry has no checksum yet. */
  readonly content: number | null;
}

/**
 * A leader never overwrites or deletes entries of its log, it only appends (Raft Figure 3, Leader
 * Append-Only). To look at the last one is enough: by log matching it stands for all before it.
 */
export class LeaderAppendOnly implements Observer {
  readonly #ends = new PerReplica<End>();

  stopping(host: SimHost): void {
    this.#ends.clear(host.id);
  }

  afterTurn(host: SimHost): void {
    forEachReplica(host, (replica) => this.#look(host, replica));
  }

  #look(host: SimHost, { group, raft }: Replica): void {
    const { isLeader, term, log } = raft.state;
    if (!isLeader) {
      this.#ends.delete(host.id, group);
      return;
    }
    const before = this.#ends.get(host.id, group);
    if (before?.leads === term) {
      check(host, group, before, log);
    }
    if (before?.leads !== term || before.index !== log.lastIndex || before.content === null) {
      this.#ends.set(host.id, group, {
        leads: term,
        index: log.lastIndex,
        term: log.lastTerm,
        content: contentAt(log, log.lastIndex),
      });
    }
  }
}

/** @throws Violation */
function check({ id: node }: SimHost, group: GroupId, end: End, log: RaftLog): void {
  const { index } = end;
  const isCompacted = index <= log.compacted.index;
  const isThere = log.termAt(index) === end.term;
  if (!isCompacted && !(isThere && isSameContent(end.content, contentAt(log, index)))) {
    throw new Violation(
      'leader-append-only',
      'invariant',
      `node ${node} leads group ${group} in term ${end.leads}, and its log no longer has the entry ` +
        `${index} of term ${end.term} that it had`,
      { node, group, term: end.leads, index },
    );
  }
}

/** Null where the entry is compacted, or was made in the last turn: its header is not written yet. */
function contentAt(log: RaftLog, index: LogIndex): number | null {
  const entry = index < log.firstIndex ? undefined : log.entryAt(index);
  return entry?.sealed === true ? contentOf(entry) : null;
}
