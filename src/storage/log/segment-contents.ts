import type { GroupId, LogIndex } from '../../base/ids.ts';
import { recordsBytes } from '../../raft/entry.ts';
import type { LogRecord } from './batch.ts';
import { type EntryRun, type EntryRuns, noteRun } from './entry-runs.ts';
import { noteEntries, type RecoveredLog, type SegmentContent } from './log-recovery.ts';

const NO_GROUPS: readonly GroupId[] = [];

/** What the segments of a log hold, and which of them nothing needs any more. */
export class SegmentContents {
  readonly #segments: Map<number, SegmentContent>;
  readonly #runs: Map<GroupId, EntryRuns>;
  readonly #compactedIndex: (group: GroupId) => LogIndex;

  /** @param compactedIndex - entries of the group up to there are not needed on disk any more */
  constructor(
    found: Pick<RecoveredLog, 'segments' | 'runs'>,
    compactedIndex: (group: GroupId) => LogIndex,
  ) {
    this.#segments = new Map(found.segments);
    this.#runs = new Map(found.runs);
    this.#compactedIndex = compactedIndex;
  }

  /** Segments on disk, the oldest first. */
  get segments(): readonly number[] {
    return [...this.#segments.keys()].sort((a, b) => a - b);
  }

  /** A segment begins, without anything in it. */
  begin(segment: number): void {
    this.#segments.set(segment, new Map());
  }

  /** Notes a batch. @param entriesAt - where in the segment the first record of an entry stands */
  note(records: readonly LogRecord[], segment: number, entriesAt: number): void {
    const content = this.#segments.get(segment);
    let offset = entriesAt;
    for (const record of records) {
      const last = record.kind === 'state' ? record.entries[record.entries.length - 1] : undefined;
      if (record.kind === 'state' && last !== undefined) {
        noteEntries(content, record.group, last.index);
        noteRun(this.#runs, record, { segment, offset });
        offset += recordsBytes(record.entries);
      }
    }
  }

  /** Where the entry at `index` stands on disk, and those behind it that one read may get as well. */
  placesOf(group: GroupId, index: LogIndex, bytesMax: number): readonly EntryRun[] {
    return this.#runs.get(group)?.from(index, bytesMax) ?? [];
  }

  /** Forgets where entries stand that are compacted. */
  dropCompactedRuns(): void {
    for (const [group, runs] of this.#runs) {
      runs.dropThrough(this.#compactedIndex(group));
    }
  }

  /** Takes out the oldest segments, as far as nothing needs them, but none from `current` on. */
  takeCompacted(current: number): readonly number[] {
    const older = this.segments.filter((segment) => segment < current);
    const firstNeeded = older.findIndex((segment) => this.#isNeeded(segment));
    const compacted = firstNeeded < 0 ? older : older.slice(0, firstNeeded);
    for (const segment of compacted) {
      this.#segments.delete(segment);
    }
    return compacted;
  }

  /** The groups whose entries keep the oldest segment, when there are more than `segmentsMax`. */
  groupsHoldingOldest(segmentsMax: number): readonly GroupId[] {
    if (this.#segments.size <= segmentsMax) {
      return NO_GROUPS;
    }
    const oldest = Math.min(...this.#segments.keys());
    const content = this.#segments.get(oldest) ?? new Map();
    return [...content.keys()].filter((group) => this.#holds(content, group));
  }

  #isNeeded(segment: number): boolean {
    const content: SegmentContent = this.#segments.get(segment) ?? new Map();
    return [...content.keys()].some((group) => this.#holds(content, group));
  }

  #holds(content: SegmentContent, group: GroupId): boolean {
    return (content.get(group) ?? 0) > this.#compactedIndex(group);
  }
}
