import { RaftLabError } from '../../base/errors.ts';
import { type GroupId, maxIndex, NO_INDEX, NO_NODE, NO_TERM } from '../../base/ids.ts';
import type { Entry } from '../../raft/entry.ts';
import { type Position, RaftLog } from '../../raft/log.ts';
import type { HardState } from '../../raft/state.ts';
import type { SnapshotMark, StateRecord } from './batch.ts';

/** What the log says of one group. */
export interface RecoveredGroup {
  readonly hardState: HardState;
  readonly log: RaftLog;
  /** The snapshot that the log builds on; index 0 for none. */
  readonly snapshot: Position;
}

const NOTHING: Position = { index: NO_INDEX, term: NO_TERM };

/** Puts a group's state together from its log records, oldest first. */
export class GroupReplay {
  readonly #group: GroupId;
  #hardState: HardState = { term: NO_TERM, vote: NO_NODE, commitIndex: NO_INDEX };
  #entries: Entry[] = [];
  #snapshot = NOTHING;
  /** Set at the first gap; it may still be void, where a snapshot resets the log. */
  #damage: RaftLabError | null = null;

  constructor(group: GroupId) {
    this.#group = group;
  }

  addState(record: StateRecord): void {
    this.#hardState = record.hardState;
    const first = record.entries[0];
    const oldest = this.#entries[0];
    if (first === undefined) {
      return;
    }
    if (oldest === undefined || first.index <= oldest.index) {
      this.#entries = [...record.entries];
      return;
    }
    const kept = first.index - oldest.index;
    if (kept > this.#entries.length) {
      this.#damage = this.#corrupt(`entries before ${first.index} are missing`);
      return;
    }
    this.#entries.length = kept;
    this.#entries.push(...record.entries);
  }

  addSnapshot(mark: SnapshotMark): void {
    this.#snapshot = mark.position;
    if (mark.reset) {
      this.#entries = [];
      this.#damage = null;
    }
  }

  /** @throws RaftLabError LOG_CORRUPT when log and snapshot do not connect. */
  finish(): RecoveredGroup {
    if (this.#damage !== null) {
      throw this.#damage;
    }
    const { compacted, entries } = this.#connect();
    const commitIndex = maxIndex(this.#hardState.commitIndex, this.#snapshot.index);
    const lastIndex = compacted.index + entries.length;
    if (commitIndex > lastIndex) {
      throw this.#corrupt(`entry ${commitIndex} was committed, but the log ends at ${lastIndex}`);
    }
    const snapshotIndex = this.#snapshot.index;
    const log = RaftLog.recovered({ compacted, entries, commitIndex, snapshotIndex });
    return { hardState: this.#hardState, log, snapshot: this.#snapshot };
  }

  #connect(): { readonly compacted: Position; readonly entries: readonly Entry[] } {
    const snapshot = this.#snapshot;
    const [oldest] = this.#entries;
    if (oldest === undefined) {
      return { compacted: snapshot, entries: [] };
    }
    if (oldest.index > snapshot.index + 1) {
      throw this.#corrupt(`entries from ${snapshot.index + 1} to ${oldest.index - 1} are missing`);
    }
    if (oldest.index === snapshot.index + 1) {
      return { compacted: snapshot, entries: this.#entries };
    }
    const covered = this.#entries[snapshot.index - oldest.index];
    if (covered?.term !== snapshot.term) {
      throw this.#corrupt(`the log disagrees with the snapshot at entry ${snapshot.index}`);
    }
    // The oldest entry is given up, so that the term before the next one is known.
    return { compacted: oldest, entries: this.#entries.slice(1) };
  }

  #corrupt(what: string): RaftLabError {
    return new RaftLabError(
      'LOG_CORRUPT',
      `the log of group ${this.#group} is not complete: ${what}; restore its files, or remove this ` +
        'node from the group and add it under a new id with an empty directory',
    );
  }
}
