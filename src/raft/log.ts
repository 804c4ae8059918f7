import {
  indexAfter,
  indexBefore,
  type LogIndex,
  maxIndex,
  minIndex,
  NO_INDEX,
  NO_TERM,
  type Term,
} from '../base/ids.ts';
import { invariant } from '../base/invariant.ts';
import { type Entry, recordBytes, recordsBytes } from './entry.ts';
import { EvictedEntries, firstBytes, isSameEntry } from './evicted-entries.ts';

/** The last entry of a log or a prefix of it. */
export interface Position {
  readonly index: LogIndex;
  readonly term: Term;
}

/**
 * The log of one replica from the first entry that is not compacted, and the marks on it.
 *
 * Always: compacted <= evicted <= applied <= commit <= last, applied <= durable <= handed <= last.
 */
export class RaftLog {
  /** `#entries[i]` has index `compacted.index + 1 + i`. */
  readonly #entries: Entry[] = [];
  #compacted: Position;
  #commitIndex: LogIndex;
  #appliedIndex: LogIndex;
  #handedIndex: LogIndex;
  #durableIndex: LogIndex;
  /** Payloads of entries through here are only on disk. */
  #evictedIndex: LogIndex;
  readonly #evicted = new EvictedEntries();
  #bytes = 0;

  /** A log that begins after `compacted`, which is covered by a snapshot (or 0, the very start). */
  constructor(compacted: Position = { index: NO_INDEX, term: NO_TERM }) {
    this.#compacted = compacted;
    this.#commitIndex = compacted.index;
    this.#appliedIndex = compacted.index;
    this.#handedIndex = compacted.index;
    this.#durableIndex = compacted.index;
    this.#evictedIndex = compacted.index;
  }

  /**
   * A log as it was found on disk, all of it durable.
   *
   * @param snapshotIndex - what the newest snapshot covers; entries up to it are applied with it.
   */
  static recovered(found: {
    readonly compacted: Position;
    readonly entries: readonly Entry[];
    readonly commitIndex: LogIndex;
    readonly snapshotIndex: LogIndex;
  }): RaftLog {
    const log = new RaftLog(found.compacted);
    log.append(found.entries);
    log.#handedIndex = log.lastIndex;
    log.#durableIndex = log.lastIndex;
    log.commitTo(maxIndex(found.commitIndex, found.snapshotIndex));
    log.appliedTo(found.snapshotIndex);
    return log;
  }

  /** The last entry that is gone from this log; its term is still known. */
  get compacted(): Position {
    return this.#compacted;
  }

  get firstIndex(): LogIndex {
    return indexAfter(this.#compacted.index);
  }

  get lastIndex(): LogIndex {
    return indexAfter(this.#compacted.index, this.#entries.length);
  }

  get lastTerm(): Term {
    const { length } = this.#entries;
    return length === 0 ? this.#compacted.term : (this.#entries[length - 1] as Entry).term;
  }

  get commitIndex(): LogIndex {
    return this.#commitIndex;
  }

  get appliedIndex(): LogIndex {
    return this.#appliedIndex;
  }

  /** Entries through here were given to storage. */
  get handedIndex(): LogIndex {
    return this.#handedIndex;
  }

  /** Entries through here are durable, as far as the sync mode promises. */
  get durableIndex(): LogIndex {
    return this.#durableIndex;
  }

  /** Entries through here may be applied: committed, and durable on this node. */
  get applicableIndex(): LogIndex {
    return minIndex(this.#commitIndex, this.#durableIndex);
  }

  /** Payloads of entries through here are only on disk. */
  get evictedIndex(): LogIndex {
    return this.#evictedIndex;
  }

  /** Bytes of all entries in memory; of evicted ones their headers. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The entry at `index`, which must be held; without its payload when that is evicted. */
  entryAt(index: LogIndex): Entry {
    const entry = this.#entries[index - this.#compacted.index - 1];
    invariant(entry !== undefined, 'the entry is held');
    return entry;
  }

  /** The term at `index`; undefined when that is compacted or past the end. */
  termAt(index: LogIndex): Term | undefined {
    if (index === this.#compacted.index) {
      return this.#compacted.term;
    }
    return this.#entries[index - this.#compacted.index - 1]?.term;
  }

  /** Whether the entry at `index` has `term`; true for index 0. */
  matches(index: LogIndex, term: Term): boolean {
    return this.termAt(index) === term;
  }

  /** Whether a log that ends at `other` is at least as complete as this one (Raft §5.4.1). */
  isUpToDate(other: Position): boolean {
    return (
      other.term > this.lastTerm || (other.term === this.lastTerm && other.index >= this.lastIndex)
    );
  }

  /** Adds entries at the end. */
  append(entries: readonly Entry[]): void {
    for (const entry of entries) {
      this.#push(entry);
    }
  }

  /**
   * Takes over a leader's entries: skips those already here, and from the first conflict on replaces
   * what was here. Entries behind the last given one stay unless there was a conflict (Raft Figure 2).
   */
  merge(entries: readonly Entry[]): void {
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i] as Entry;
      if (!this.matches(entry.index, entry.term)) {
        if (entry.index <= this.lastIndex) {
          this.#truncateFrom(entry.index);
        }
        this.append(entries.slice(i));
        return;
      }
    }
  }

  /**
   * Consecutive entries from `from` on, at most `bytesMax` bytes of them but at least one; none where
   * they must be read from disk first.
   */
  slice(from: LogIndex, bytesMax: number): Entry[] {
    return from <= this.#evictedIndex
      ? this.#evicted.slice(from, bytesMax)
      : firstBytes(this.#entries, from - this.firstIndex, bytesMax);
  }

  /**
   * Lets go of the oldest applied entries' payloads until at most `bytesMax` bytes of entries are in
   * memory. They can be read back from disk, where they are durable.
   */
  evict(bytesMax: number): void {
    while (this.#bytes > bytesMax && this.#evictedIndex < this.#appliedIndex) {
      this.#evictedIndex = indexAfter(this.#evictedIndex);
      const at = this.#evictedIndex - this.firstIndex;
      const entry = this.#entries[at] as Entry;
      const stripped = this.#evicted.strip(entry);
      this.#entries[at] = stripped;
      this.#bytes -= recordBytes(entry) - recordBytes(stripped);
    }
  }

  /**
   * Takes evicted entries that were read back, until others are. What was compacted meanwhile is left
   * out. False when any of them is not what was evicted.
   */
  reload(entries: readonly Entry[]): boolean {
    const wanted = entries.filter(
      ({ index }) => index > this.#compacted.index && index <= this.#evictedIndex,
    );
    if (!wanted.every((entry) => isSameEntry(this.entryAt(entry.index), entry))) {
      return false;
    }
    this.#evicted.keep(wanted);
    return true;
  }

  /**
   * The highest index at or below `index` whose term is at or below `term`, as far as this log can
   * tell; what the other log may agree with.
   */
  agreedAtMost(index: LogIndex, term: Term): LogIndex {
    let at = minIndex(index, this.lastIndex);
    for (; at > this.#compacted.index; at = indexBefore(at)) {
      const termHere = this.termAt(at);
      if (termHere !== undefined && termHere <= term) {
        return at;
      }
    }
    return at;
  }

  commitTo(index: LogIndex): void {
    invariant(index >= this.#commitIndex, 'the commit index never falls');
    invariant(index <= this.lastIndex, 'only entries in the log are committed', {
      index,
      lastIndex: this.lastIndex,
    });
    this.#commitIndex = index;
  }

  appliedTo(index: LogIndex): void {
    invariant(index >= this.#appliedIndex, 'the applied index never falls');
    invariant(index <= this.applicableIndex, 'only committed, durable entries are applied', {
      index,
      commitIndex: this.#commitIndex,
      durableIndex: this.#durableIndex,
    });
    this.#appliedIndex = index;
  }

  /** The entries that storage does not have yet; they count as given to it from now on. */
  handOver(): Entry[] {
    const from = this.#handedIndex - this.#compacted.index;
    this.#handedIndex = this.lastIndex;
    return from < this.#entries.length ? this.#entries.slice(from) : [];
  }

  /**
   * Notes that entries through `position` are durable. An entry that was replaced meanwhile is not
   * what was written: the term tells them apart (raft.md 3.1 item 6).
   */
  durableTo(position: Position): void {
    if (position.index > this.#durableIndex && this.matches(position.index, position.term)) {
      this.#durableIndex = position.index;
      invariant(this.#durableIndex <= this.#handedIndex, 'only what storage was given is durable');
    }
  }

  /** Forgets entries through `index`, all of which are applied and covered by a durable snapshot. */
  compactTo(index: LogIndex): void {
    invariant(index <= this.#appliedIndex, 'only applied entries are compacted');
    const term = this.termAt(index);
    if (term === undefined || index <= this.#compacted.index) {
      return;
    }
    const gone = this.#entries.splice(0, index - this.#compacted.index);
    this.#bytes -= recordsBytes(gone);
    this.#compacted = { index, term };
    this.#evictedIndex = maxIndex(this.#evictedIndex, index);
    if (this.#evictedIndex === index) {
      this.#evicted.forget();
    }
  }

  /** Replaces everything by a snapshot that ends at `position`. */
  restore(position: Position): void {
    invariant(position.index > this.#commitIndex, 'a snapshot never takes commits back');
    this.#entries.length = 0;
    this.#bytes = 0;
    this.#compacted = position;
    this.#commitIndex = position.index;
    this.#handedIndex = position.index;
    this.#durableIndex = position.index;
    this.#evictedIndex = position.index;
    this.#evicted.forget();
  }

  #push(entry: Entry): void {
    invariant(entry.index === this.lastIndex + 1, 'entries follow each other without a gap');
    invariant(entry.term >= this.lastTerm, 'terms never fall along a log');
    this.#entries.push(entry);
    this.#bytes += recordBytes(entry);
  }

  #truncateFrom(index: LogIndex): void {
    invariant(index > this.#commitIndex, 'a committed entry is never replaced', {
      index,
      commitIndex: this.#commitIndex,
    });
    const gone = this.#entries.splice(index - this.firstIndex);
    this.#bytes -= recordsBytes(gone);
    this.#handedIndex = minIndex(this.#handedIndex, indexBefore(index));
    this.#durableIndex = minIndex(this.#durableIndex, indexBefore(index));
  }
}
