import type { GroupId, LogIndex } from '../../base/ids.ts';
import { invariant } from '../../base/invariant.ts';
import type { BufferPool, Checksum } from '../../base/ports.ts';
import type { Disk, DiskRequest } from '../disk.ts';
import { diskError } from '../disk-task.ts';
import { fileModeOf, isDurable } from '../sync-mode.ts';
import type { LogRecord } from './batch.ts';
import type { EntryRun } from './entry-runs.ts';
import type { LogEnd, RecoveredLog } from './log-recovery.ts';
import { LogTail } from './log-tail.ts';
import { PendingRecords } from './pending-records.ts';
import { SEGMENT_DATA_AT } from './segment.ts';
import { SegmentContents } from './segment-contents.ts';
import { type SegmentShape, SpareSegments } from './spare-segments.ts';

/** A log that was quiet for this long says that its last batch is durable. */
const MARK_AFTER_MICROS = 100_000;

/** A segment that grew past `segmentBytes` is followed by another. */
export interface LogWriterOptions extends SegmentShape {
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
  readonly #platform: { readonly pool: BufferPool; readonly checksum: Checksum };
  readonly #options: LogWriterOptions;
  readonly #host: LogWriterHost;
  readonly #pending: PendingRecords;
  readonly #contents: SegmentContents;
  readonly #spares: SpareSegments;
  readonly #tail: LogTail;
  #syncedThrough: number;
  #writing = false;
  #failed = false;
  #needsCheckpoint: boolean;
  #syncing = false;
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
    this.#platform = platform;
    this.#options = options;
    this.#host = host;
    this.#pending = new PendingRecords({
      bytesMax: options.batchBytesMax,
      entriesMax: options.mode.kind === 'each' ? 1 : Number.POSITIVE_INFINITY,
    });
    this.#contents = new SegmentContents(found, (group) => host.compactedIndex(group));
    this.#spares = new SpareSegments(disk, platform.checksum, options, (error) =>
      this.#fail(error),
    );
    this.#tail = new LogTail(found.end);
    this.#syncedThrough = this.#tail.number;
    this.#needsCheckpoint = found.end.offset === SEGMENT_DATA_AT;
  }

  /** Syncs so far, for whoever wants to know what durability costs. */
  get syncs(): number {
    return this.#syncs;
  }

  get currentSegment(): number {
    return this.#tail.segment;
  }

  /** Segments on disk, the oldest first. */
  get segments(): readonly number[] {
    return this.#contents.segments;
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
    const { segmentBytes } = this.#options;
    if (this.#tail.offset * 2 >= segmentBytes) {
      this.#spares.prepare(this.#tail.segment + 1);
    }
    const { next } = this.#spares;
    if (!this.#writing && this.#tail.offset >= segmentBytes && next !== null) {
      this.#rotate(next);
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
    this.#contents.dropCompactedRuns();
    if (this.#needsCheckpoint) {
      return;
    }
    this.#spares.retire(this.#contents.takeCompacted(this.#tail.segment));
  }

  /** Where the entry at `index` stands on disk, and those behind it that one read may get as well. */
  placesOf(group: GroupId, index: LogIndex, bytesMax: number): readonly EntryRun[] {
    return this.#contents.placesOf(group, index, bytesMax);
  }

  /** The groups whose entries keep the oldest segment, when there are more than `segmentsMax`. */
  groupsHoldingOldest(segmentsMax: number): readonly GroupId[] {
    return this.#contents.groupsHoldingOldest(segmentsMax);
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
      this.#spares.useNext();
      this.#tail.moveTo(next);
      this.#contents.begin(next);
      this.#needsCheckpoint = true;
    });
  }

  /**
   * Says behind the last batch that it is durable, with a batch of no records that nobody waits for.
   * Without it, damage to a last batch could not be told from one that a crash tore.
   */
  #markDurable(): void {
    const { mode } = this.#options;
    if (isDurable(mode) && !this.#needsCheckpoint && this.#syncedThrough === this.#tail.number) {
      const { number, file, buffer, length, offset } = this.#place([]);
      this.#writing = true;
      this.#request({ kind: 'write', file, offset, buffer, length }, () => {
        this.#platform.pool.give(buffer);
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
      this.#platform.pool.give(buffer);
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
    const placed = this.#tail.place(records, this.#syncedThrough, this.#platform);
    this.#contents.note(records, this.#tail.segment, placed.entriesAt);
    return placed;
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
    if (mode.kind !== 'interval' || this.#syncing || this.#syncedThrough === this.#tail.number) {
      return;
    }
    if (nowMicros - this.#syncedAtMicros < mode.intervalMs * 1000) {
      return;
    }
    const number = this.#writing ? this.#tail.number - 1 : this.#tail.number;
    this.#syncing = true;
    this.#syncs++;
    this.#syncedAtMicros = nowMicros;
    this.#request({ kind: 'sync', file: this.#tail.file, dataOnly: true }, () => {
      this.#syncing = false;
      this.#syncedThrough = Math.max(this.#syncedThrough, number);
    });
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
