import type { GroupId, LogIndex, NodeId, Term } from '../../src/base/ids.ts';
import type { Entry } from '../../src/raft/entry.ts';
import type { RaftLog } from '../../src/raft/log.ts';
import type { Observer } from '../world/observer.ts';
import type { SimHost } from '../world/sim-host.ts';
import { childOf, contentOf, forEachReplica, isSameContent, PerReplica } from './replica-view.ts';
import { Violation } from './violation.ts';

/** What is known of the entry of one index and term. */
interface Known {
  /** Null while only witnesses showed it. */
  readonly content: number | null;
  readonly previousTerm: Term | null;
}

/** What a replica's log looked like after its last turn. */
interface Seen {
  log: RaftLog;
  lastIndex: LogIndex;
  lastTerm: Term;
  /** Terms from `firstIndex` on. */
  terms: Term[];
  firstIndex: LogIndex;
}

/**
 * If two logs contain an entry with the same index and term, they are identical in all entries up
 * through it (Raft Figure 3, Log Matching). It is enough to compare each entry once, and with it the
 * term of the one before: the rest follows by induction.
 */
export class LogMatching implements Observer {
  readonly #known = new Map<GroupId, Map<number, Known>>();
  readonly #seen = new PerReplica<Seen>();

  stopping(host: SimHost): void {
    this.#seen.clear(host.id);
  }

  afterTurn(host: SimHost): void {
    forEachReplica(host, ({ group, raft }) => this.#look(host.id, group, raft.state.log));
  }

  /** Notes an entry that `node` holds. @throws Violation when another node's differs. */
  note(node: NodeId, group: GroupId, entry: Entry, previousTerm: Term | null): void {
    const known = childOf(this.#known, group);
    const key = keyOf(entry);
    const content = contentOf(entry);
    const before = known.get(key);
    if (before === undefined) {
      known.set(key, { content, previousTerm });
      return;
    }
    const sameBefore =
      before.previousTerm === null || previousTerm === null || before.previousTerm === previousTerm;
    if (!isSameContent(before.content, content) || !sameBefore) {
      throw new Violation(
        'log-matching',
        'invariant',
        `two logs of group ${group} differ at or before entry ${entry.index} of term ${entry.term}`,
        { node, group, term: entry.term, index: entry.index },
      );
    }
    const isNews = (old: number | null, now: number | null) => old === null && now !== null;
    if (isNews(before.previousTerm, previousTerm) || isNews(before.content, content)) {
      known.set(key, {
        content: before.content ?? content,
        previousTerm: before.previousTerm ?? previousTerm,
      });
    }
  }

  #look(node: NodeId, group: GroupId, log: RaftLog): void {
    const seen = this.#seen.of(node, group, () => emptySeen(log));
    if (
      seen.lastIndex === log.lastIndex &&
      seen.lastTerm === log.lastTerm &&
      seen.firstIndex <= log.firstIndex
    ) {
      return;
    }
    if (seen.firstIndex > log.firstIndex || seen.lastIndex < log.compacted.index) {
      // The log was replaced by a snapshot or read anew from disk.
      Object.assign(seen, emptySeen(log));
    }
    let from = Math.min(seen.lastIndex, log.lastIndex);
    while (from >= log.firstIndex && !isSame(seen, log, from)) {
      from--;
    }
    from = Math.max(from + 1, log.firstIndex);
    for (let index = from; index <= log.lastIndex; index++) {
      const entry = log.entryAt(index as LogIndex);
      this.note(node, group, entry, log.termAt((index - 1) as LogIndex) ?? null);
      seen.terms[index - seen.firstIndex] = entry.term;
    }
    seen.lastIndex = log.lastIndex;
    seen.lastTerm = log.lastTerm;
    trim(seen, log.firstIndex);
  }
}

/**
 * One number for index and term. Terms stay far below 2^18 in a run, counted from the multiple of 2^32
 * at which a restored group begins; so the pair fits a safe integer.
 */
function keyOf({ index, term }: Entry): number {
  const life = Math.floor(term / 2 ** 32);
  return index * 2 ** 20 + (life % 4) * 2 ** 18 + (term % 2 ** 32);
}

function emptySeen(log: RaftLog): Seen {
  const { index, term } = log.compacted;
  return { log, lastIndex: index, lastTerm: term, terms: [], firstIndex: log.firstIndex };
}

function isSame(seen: Seen, log: RaftLog, index: number): boolean {
  return seen.terms[index - seen.firstIndex] === log.termAt(index as LogIndex);
}

function trim(seen: Seen, firstIndex: LogIndex): void {
  const surplus = firstIndex - seen.firstIndex;
  if (surplus > 256) {
    seen.terms.splice(0, surplus);
    seen.firstIndex = firstIndex;
  }
}
