import type { GroupId, LogIndex } from '../../base/ids.ts';
import { invariant } from '../../base/invariant.ts';
import type { BufferPool, Checksum } from '../../base/ports.ts';
import { recordsBytes } from '../../raft/entry.ts';
import type { Disk, DiskRequest } from '../disk.ts';
import { type DiskTask, diskError, removeFile, runTask, syncDirectory } from '../disk-task.ts';
import { segmentFile } from '../file-names.ts';
import type { Identity } from '../identity.ts';
import { fileModeOf, isDurable, type SyncMode } from '../sync-mode.ts';
import { batchBytesMax, encodeBatch, type LogRecord } from './batch.ts';
import { type EntryRun, type EntryRuns, noteRun } from './entry-runs.ts';
import {
  type LogEnd,
  noteEntries,
  type RecoveredLog,
  type SegmentContent,
} from './log-recovery.ts';
import { PendingRecords } from './pending-records.ts';
import { SEGMENT_DATA_AT } from './segment.ts';
import { createSegment, recycleSegment } from './segment-file.ts';

/** Files of compacted segments that are kept for the segments to come. */
const RETIRED_MAX = 2;
/** A log that was quiet for this long says that its last batch is durable. */
const MARK_AFTER_MICROS = 100_000;

const NO_GROUPS: readonly GroupId[] = [];

export interface LogWriterOptions {
  readonly identity: Identity;
  readonly mode: SyncMode;
  /** A segment that grew past this is followed by another. */
  readonly segmentBytes: number;
  /** Records beyond this many bytes wait for the next write. */
  readonly batchBytesMax: number;
}

/** What the writer needs to know of the groups, and whom it tells. */
export interface LogWriterHost {
  /** Everything a log that begins here must say: each group's state and snapshot. */
  checkpoint(): readonly LogRecord[];
  /** Entries up to here are not needed on disk any more. */
  compactedIndex(group: GroupId): LogIndex;
  /** The log cannot go on: nothing after this is durable, whatever later calls say. */
  failed(error: Error): void;
}

/**
 * Writes the log that all groups of a node share: one write at a time, and while it is under way the
 * next one collects (group commit).
 */
export class LogWriter {
  readonly #disk: Disk;
  readonly #pool: BufferPool;
  readonly #checksum: Checksum;
  readonly #options: LogWriterOptions;
  readonly #host: LogWriterHost;
  readonly #pending: PendingRecords;
  readonly #segments: Map<number, SegmentContent>;
  readonly #runs: Map<GroupId, EntryRuns>;

  #segment: number;
  /** Its name. */
  #file: string;
  #offset: number;
  #number: number;
  #previous: number;
  #syncedThrough: number;
  #writing = false;
  #failed = false;
  #needsCheckpoint: boolean;
  #spare: { readonly segment: number; ready: boolean } | null = null;
  #syncing = false;
  /** Compacted segments whose files wait for another use, the oldest first. */
  readonly #retired: number[] = [];
  /** The oldest files are being removed or renamed: one at a time, or a crash leaves a hole. */
  #isRearranging = false;
  #syncedAtMicros = 0;
  #wroteAtMicros = 0;
  #syncs = 0;

  constructor(
    disk: Disk,
    platform: { readonly pool: BufferPool; readonly checksum: Checksum },
    options: LogWriterOptions,
    host: LogWriterHost,
    found: Pick<RecoveredLog, 'segments' | 'runs'> & { readonly end: LogEnd },
  ) {
    this.#disk = disk;
    this.#pool = platform.pool;
    this.#checksum = platform.checksum;
    this.#options = options;
    this.#host = host;
    this.#pending = new PendingRecords({
      bytesMax: options.batchBytesMax,
      entriesMax: options.mode.kind === 'each' ? 1 : Number.POSITIVE_INFINITY,
    });
    this.#segments = new Map(found.segments);
    this.#runs = new Map(found.runs);
    this.#segment = found.end.segment;
    this.#file = segmentFile(this.#segment);
    this.#offset = found.end.offset;
    this.#number = found.end.last?.number ?? 0;
    this.#previous = found.end.last?.checksum ?? 0;
    this.#syncedThrough = this.#number;
    this.#needsCheckpoint = found.end.offset === SEGMENT_DATA_AT;
  }

  /** Syncs so far, for whoever wants to know what durability costs. */
  get syncs(): number {
    return this.#syncs;
  }

  get currentSegment(): number {
    return this.#segment;
  }

  /** Segments on disk, the oldest first. */
  get segments(): readonly number[] {
    return [...this.#segments.keys()].sort((a, b) => a - b);
  }

  /**
   * Takes records that must become durable, in this order.
   *
   * @param mustSync - sync them in every mode: term, vote or a snapshot is among them.
   * @param whenDurable - called once they are as durable as the mode promises.
   */
  append(records: readonly LogRecord[], mustSync: boolean, whenDurable: () => void): void {
    this.#pending.add({ records, mustSync, whenDurable });
  }

  /** Starts the next write if none is under way; called at the end of every turn. */
  pump(nowMicros: number): void {
    if (this.#failed) {
      return;
    }
    this.#prepareSpare();
    if (!this.#writing && this.#isSegmentFull() && this.#spare?.ready === true) {
      this.#rotate(this.#spare.segment);
      this.#wroteAtMicros = nowMicros;
    } else if (!this.#writing && !this.#pending.isEmpty) {
      this.#writePending();
      this.#wroteAtMicros = nowMicros;
    } else if (!this.#writing && nowMicros - this.#wroteAtMicros >= MARK_AFTER_MICROS) {
      this.#markDurable();
    }
    this.#syncAtInterval(nowMicros);
  }

  /** Lets go of the oldest segments, as far as nothing needs them any more. */
  removeCompacted(): void {
    for (const [group, runs] of this.#runs) {
      runs.dropThrough(this.#host.compactedIndex(group));
    }
    if (this.#needsCheckpoint) {
      return;
    }
    const older = this.segments.filter((segment) => segment < this.#segment);
    const firstNeeded = older.findIndex((segment) => this.#isNeeded(segment));
    const compacted = firstNeeded < 0 ? older : older.slice(0, firstNeeded);
    for (const segment of compacted) {
      this.#segments.delete(segment);
      this.#retired.push(segment);
    }
    const surplus = this.#retired.length - RETIRED_MAX;
    if (surplus > 0 && !this.#isRearranging) {
      this.#rearrange(this.#remove(this.#retired.splice(0, surplus)), () => undefined);
    }
  }

  /** Where the entry at `index` stands on disk, and those behind it that one read may get as well. */
  placesOf(group: GroupId, index: LogIndex, bytesMax: number): readonly EntryRun[] {
    return this.#runs.get(group)?.from(index, bytesMax) ?? [];
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

  /** One after the other, oldest first, durably: a crash must not leave a hole in the log. */
  *#remove(segments: readonly number[]): DiskTask<void> {
    for (const segment of segments) {
      yield* removeFile(segmentFile(segment));
      yield* syncDirectory();
    }
  }

  #rearrange(task: DiskTask<void>, done: () => void): void {
    this.#isRearranging = true;
    runTask(this.#disk, task, {
      done: () => {
        this.#isRearranging = false;
        done();
      },
      failed: (error) => this.#fail(error),
    });
  }

  #writePending(): void {
    const next = this.#pending.take();
    const records = this.#needsCheckpoint
      ? [...this.#host.checkpoint(), ...next.records]
      : next.records;
    this.#needsCheckpoint = false;
    this.#write(records, next.mustSync, next.whenDurable);
  }

  /** Ends the segment; what follows belongs into the next one. Synced in every mode. */
  #rotate(next: number): void {
    this.#write([{ kind: 'rotate', next }], true, () => {
      this.#spare = null;
      this.#segment = next;
      this.#file = segmentFile(next);
      this.#offset = SEGMENT_DATA_AT;
      this.#segments.set(next, new Map());
      this.#needsCheckpoint = true;
    });
  }

  /**
   * Says behind the last batch that it is durable, with a batch of no records that nobody waits for.
   * Without it, damage to a last batch could not be told from one that a crash tore.
   */
  #markDurable(): void {
    const { mode } = this.#options;
    if (isDurable(mode) && !this.#needsCheckpoint && this.#syncedThrough === this.#number) {
      const { number, file, buffer, length, offset } = this.#place([]);
      this.#writing = true;
      this.#request({ kind: 'write', file, offset, buffer, length }, () => {
        this.#pool.give(buffer);
        this.#finish(number, false, () => undefined);
      });
    }
  }

  #write(records: readonly LogRecord[], mustSync: boolean, whenDurable: () => void): void {
    const { mode } = this.#options;
    const { number, file, buffer, length, offset } = this.#place(records);
    const syncs = mode.kind === 'fdatasync' || mode.kind === 'fsync' || mode.kind === 'each';
    const waitsForSync = syncs || (mustSync && fileModeOf(mode) === 'plain');
    this.#writing = true;
    this.#request({ kind: 'write', file, offset, buffer, length }, () => {
      this.#pool.give(buffer);
      if (!waitsForSync) {
        this.#finish(number, isDurable(mode), whenDurable);
      }
    });
    if (waitsForSync) {
      this.#syncs++;
      this.#request({ kind: 'sync', file, dataOnly: mode.kind !== 'fsync' }, () =>
        this.#finish(number, true, whenDurable),
      );
    }
  }

  /** Encodes the next batch; what follows goes behind it. */
  #place(records: readonly LogRecord[]) {
    const buffer = this.#pool.take(batchBytesMax(records));
    const number = this.#number + 1;
    const place = {
      number,
      segment: this.#segment,
      syncedThrough: this.#syncedThrough,
      previous: this.#previous,
    };
    const encoded = encodeBatch(place, records, buffer, this.#checksum);
    const { bytes: length, checksum, entriesAt } = encoded;
    const offset = this.#offset;
    this.#noteContent(records, offset + entriesAt);
    this.#number = number;
    this.#previous = checksum;
    this.#offset += length;
    return { number, file: this.#file, buffer, length, offset };
  }

  #finish(number: number, synced: boolean, whenDurable: () => void): void {
    invariant(this.#writing, 'a write ends once');
    this.#writing = false;
    if (synced) {
      this.#syncedThrough = number;
    }
    whenDurable();
  }

  #syncAtInterval(nowMicros: number): void {
    const { mode } = this.#options;
    if (mode.kind !== 'interval' || this.#syncing || this.#syncedThrough === this.#number) {
      return;
    }
    if (nowMicros - this.#syncedAtMicros < mode.intervalMs * 1000) {
      return;
    }
    const number = this.#writing ? this.#number - 1 : this.#number;
    this.#syncing = true;
    this.#syncs++;
    this.#syncedAtMicros = nowMicros;
    this.#request({ kind: 'sync', file: segmentFile(this.#segment), dataOnly: true }, () => {
      this.#syncing = false;
      this.#syncedThrough = Math.max(this.#syncedThrough, number);
    });
  }

  #isSegmentFull(): boolean {
    return this.#offset >= this.#options.segmentBytes;
  }

  /** The next segment is made ready before it is needed, so that no write waits for it. */
  #prepareSpare(): void {
    const isHalfFull = this.#offset * 2 >= this.#options.segmentBytes;
    if (this.#spare !== null || !isHalfFull || this.#isRearranging) {
      return;
    }
    const { identity, mode, segmentBytes } = this.#options;
    const spare = { segment: this.#segment + 1, ready: false };
    this.#spare = spare;
    const header = { segment: spare.segment, ...identity };
    const fileMode = fileModeOf(mode);
    const retired = this.#retired.shift();
    const task =
      retired === undefined
        ? createSegment(header, { mode: fileMode, bytes: segmentBytes }, this.#checksum)
        : recycleSegment(retired, header, fileMode, this.#checksum);
    this.#rearrange(task, () => {
      spare.ready = true;
    });
  }

  /** @param entriesAt - where in the segment the first record of an entry stands. */
  #noteContent(records: readonly LogRecord[], entriesAt: number): void {
    const content = this.#segments.get(this.#segment);
    let offset = entriesAt;
    for (const record of records) {
      const last = record.kind === 'state' ? record.entries[record.entries.length - 1] : undefined;
      if (record.kind === 'state' && last !== undefined) {
        noteEntries(content, record.group, last.index);
        noteRun(this.#runs, record, { segment: this.#segment, offset });
        offset += recordsBytes(record.entries);
      }
    }
  }

  #isNeeded(segment: number): boolean {
    const content: SegmentContent = this.#segments.get(segment) ?? new Map();
    return [...content.keys()].some((group) => this.#holds(content, group));
  }

  #holds(content: SegmentContent, group: GroupId): boolean {
    return (content.get(group) ?? 0) > this.#host.compactedIndex(group);
  }

  #request(request: DiskRequest, then: () => void): void {
    this.#disk.request(request, (outcome) => {
      if (outcome.kind === 'failed') {
        this.#fail(diskError(request, outcome.failure));
      } else if (!this.#failed) {
        then();
      }
    });
  }

  /** After a failed write or sync nobody knows what is on the medium (raft.md item 29). */
  #fail(error: Error): void {
    if (!this.#failed) {
      this.#failed = true;
      this.#host.failed(error);
    }
  }
}
