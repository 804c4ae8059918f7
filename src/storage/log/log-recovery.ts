import { RaftLabError } from '../../base/errors.ts';
import type { GroupId, LogIndex } from '../../base/ids.ts';
import { NO_INDEX } from '../../base/ids.ts';
import type { Checksum } from '../../base/ports.ts';
import type { FileInfo } from '../disk.ts';
import {
  type DiskTask,
  readFile,
  removeFile,
  syncDirectory,
  syncFile,
  writeFile,
} from '../disk-task.ts';
import { segmentFile, segmentOfFile } from '../file-names.ts';
import type { Identity } from '../identity.ts';
import type { Batch } from './batch.ts';
import { type EntryRuns, noteRun } from './entry-runs.ts';
import { GroupReplay, type RecoveredGroup } from './group-replay.ts';
import { isSegmentHeader, SECTOR_BYTES, SEGMENT_DATA_AT } from './segment.ts';
import { damagedSegment } from './segment-damage.ts';
import { holdsBatch, type LastBatch, type SegmentScan, scanSegment } from './segment-scan.ts';

/** A batch as it stands in its file. */
interface StoredBatch {
  readonly number: number;
  readonly segment: number;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** The highest index of each group's entries in a segment. */
export type SegmentContent = Map<GroupId, LogIndex>;

/** Where the log goes on. */
export interface LogEnd {
  readonly segment: number;
  readonly offset: number;
  readonly last: LastBatch;
}

export interface RecoveredLog {
  /** Null when there is no log yet. */
  readonly end: LogEnd | null;
  readonly segments: ReadonlyMap<number, SegmentContent>;
  readonly runs: ReadonlyMap<GroupId, EntryRuns>;
  /** What the log says of each group, or why that cannot be told. */
  readonly groups: ReadonlyMap<GroupId, RecoveredGroup | RaftLabError>;
}

/**
 * Reads the whole log of a node, and makes durable what it found: from now on the node relies on it.
 *
 * @throws RaftLabError LOG_CORRUPT, with the file and offset, when something that was durable is gone.
 */
export function* recoverLog(
  files: readonly FileInfo[],
  identity: Identity,
  checksum: Checksum,
): DiskTask<RecoveredLog> {
  const reading = new LogReading(identity, checksum);
  const numbers = segmentNumbers(files);
  for (const segment of numbers) {
    const file = segmentFile(segment);
    const info = files.find((candidate) => candidate.file === file);
    const bytes = yield* readFile(file, 0, info?.bytes ?? 0);
    reading.add(segment, bytes);
  }
  for (const segment of numbers.filter((number) => reading.isUnused(number))) {
    yield* removeFile(segmentFile(segment));
  }
  const recovered = reading.finish();
  yield* rewrite(reading.unproven());
  if (recovered.end !== null) {
    yield* erase(recovered.end.segment, reading.abandoned());
  }
  // Not the last one alone: the step into it may be all that an earlier one has not synced.
  for (const segment of recovered.segments.keys()) {
    yield* syncFile(segmentFile(segment));
  }
  yield* syncDirectory();
  return recovered;
}

/**
 * Writes what was read once more. After a sync that failed, a system may answer reads from memory
 * with what never reached the medium, and call it clean: the next sync would succeed and do nothing
 * (raft.md item 29). The same bytes in the same place harm nobody, whatever becomes of them.
 */
function* rewrite(batches: readonly StoredBatch[]): DiskTask<void> {
  for (const { segment, offset, bytes } of batches) {
    yield* writeFile(segmentFile(segment), offset, bytes);
  }
}

/**
 * Takes away batches that stand behind the end of the log, since one before them never reached the
 * medium. The log may come to write the lost one again byte for byte, an empty one for instance; the
 * old ones would follow from it, and count although this start has decided without them.
 */
function* erase(segment: number, offsets: readonly number[]): DiskTask<void> {
  const nothing = new Uint8Array(SECTOR_BYTES);
  for (const offset of offsets) {
    yield* writeFile(segmentFile(segment), offset, nothing);
  }
}

/** What was read so far, segment after segment. */
class LogReading {
  readonly #identity: Identity;
  readonly #checksum: Checksum;
  readonly #segments = new Map<number, SegmentContent>();
  readonly #replays = new Map<GroupId, GroupReplay>();
  readonly #runs = new Map<GroupId, EntryRuns>();
  #end: LogEnd | null = null;
  /** The segment that the log says it goes on in. */
  #announced: number | null = null;
  /** Batches of which no later one says that they were durable. */
  #unproven: StoredBatch[] = [];
  /** Of the segment read last. */
  #abandoned: readonly number[] = [];

  constructor(identity: Identity, checksum: Checksum) {
    this.#identity = identity;
    this.#checksum = checksum;
  }

  add(segment: number, bytes: Uint8Array): void {
    const header = { segment, ...this.#identity };
    if (!isSegmentHeader(bytes, header, this.#checksum)) {
      this.#refuseHeadless(segment, bytes);
      return;
    }
    const isExpected = this.#end === null || this.#announced === segment;
    const scan = scanSegment(bytes, segment, this.#end?.last ?? null, this.#checksum);
    if (!isExpected) {
      this.#refuseUnannounced(segment, scan);
      return;
    }
    if (scan.lostBatch !== null) {
      throw damagedSegment(
        segment,
        scan.end,
        `log batch ${scan.lostBatch} was durable and is damaged`,
      );
    }
    this.#announced = null;
    this.#segments.set(segment, new Map());
    // A header is as durable as the first batch behind it: its own sync may be the one that failed.
    const number = scan.batches[0]?.number ?? (this.#end?.last?.number ?? 0) + 1;
    this.#unproven.push({ number, segment, offset: 0, bytes: bytes.subarray(0, SECTOR_BYTES) });
    let offset = SEGMENT_DATA_AT;
    for (const batch of scan.batches) {
      this.#replay(segment, batch);
      const { number, syncedThrough } = batch;
      const stored = bytes.subarray(offset, offset + batch.bytes);
      this.#unproven = this.#unproven.filter((known) => known.number > syncedThrough);
      this.#unproven.push({ number, segment, offset, bytes: stored });
      offset += batch.bytes;
    }
    const last = scan.batches[scan.batches.length - 1] ?? this.#end?.last ?? null;
    this.#end = { segment, offset: scan.end, last };
    this.#abandoned = scan.abandoned;
  }

  /** Prepared ahead of its use, or begun and never finished. */
  isUnused(segment: number): boolean {
    return !this.#segments.has(segment);
  }

  unproven(): readonly StoredBatch[] {
    return this.#unproven;
  }

  /** Where batches stand behind the end of the log. */
  abandoned(): readonly number[] {
    return this.#abandoned;
  }

  finish(): RecoveredLog {
    if (this.#announced !== null) {
      throw new RaftLabError(
        'LOG_CORRUPT',
        `the log goes on in ${segmentFile(this.#announced)}, which is missing; restore it, or ` +
          'remove this node from its groups and add it under a new id',
      );
    }
    const groups = new Map<GroupId, RecoveredGroup | RaftLabError>();
    for (const [group, replay] of this.#replays) {
      groups.set(group, finishReplay(replay));
    }
    return { end: this.#end, segments: this.#segments, runs: this.#runs, groups };
  }

  /**
   * A segment without its header was never used: its creation was cut short, and the log goes on in
   * a file only after that is durable. With anything of its own in it, it was, and the header is
   * damaged; batches of another segment are what a file that is used again held before.
   */
  #refuseHeadless(segment: number, bytes: Uint8Array): void {
    if (this.#announced === segment || holdsBatch(bytes, segment, this.#checksum)) {
      throw damagedSegment(
        segment,
        0,
        'the header of a segment in use is damaged or belongs to another node',
      );
    }
  }

  #refuseUnannounced(segment: number, scan: SegmentScan): void {
    if (scan.batches.length > 0 || scan.lostBatch !== null) {
      const end = this.#end as LogEnd;
      throw damagedSegment(
        end.segment,
        end.offset,
        `the log breaks off, but ${segmentFile(segment)} follows`,
      );
    }
  }

  #replay(segment: number, batch: Batch): void {
    for (const record of batch.records) {
      switch (record.kind) {
        case 'state': {
          this.#replayOf(record.group).addState(record);
          const last = record.entries[record.entries.length - 1];
          noteEntries(this.#segments.get(segment), record.group, last?.index ?? NO_INDEX);
          // The batch shares memory with the segment: positions in it are those in the file.
          noteRun(this.#runs, record, { segment, offset: record.entries[0]?.start ?? 0 });
          break;
        }
        case 'snapshot':
          this.#replayOf(record.group).addSnapshot(record);
          break;
        case 'forget':
          this.#replays.delete(record.group);
          this.#runs.delete(record.group);
          break;
        case 'rotate':
          this.#announced = record.next;
          break;
      }
    }
  }

  #replayOf(group: GroupId): GroupReplay {
    let replay = this.#replays.get(group);
    if (replay === undefined) {
      replay = new GroupReplay(group);
      this.#replays.set(group, replay);
    }
    return replay;
  }
}

/** An incomplete group is that group's trouble, not everybody's. */
function finishReplay(replay: GroupReplay): RecoveredGroup | RaftLabError {
  try {
    return replay.finish();
  } catch (error) {
    if (error instanceof RaftLabError) {
      return error;
    }
    throw error;
  }
}

/** Notes that a segment holds entries of `group` up to `index`. */
export function noteEntries(
  content: SegmentContent | undefined,
  group: GroupId,
  index: LogIndex,
): void {
  if (content !== undefined && index > (content.get(group) ?? NO_INDEX)) {
    content.set(group, index);
  }
}

function segmentNumbers(files: readonly FileInfo[]): number[] {
  return files
    .map((info) => segmentOfFile(info.file))
    .filter((segment) => segment !== null)
    .sort((a, b) => a - b);
}
