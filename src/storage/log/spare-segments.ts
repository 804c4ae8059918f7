import type { Checksum } from '../../base/ports.ts';
import type { Disk } from '../disk.ts';
import { type DiskTask, removeFile, runTask, syncDirectory } from '../disk-task.ts';
import { segmentFile } from '../file-names.ts';
import type { Identity } from '../identity.ts';
import { fileModeOf, type SyncMode } from '../sync-mode.ts';
import { createSegment, recycleSegment } from './segment-file.ts';

/** Files of compacted segments that are kept for the segments to come. */
const RETIRED_MAX = 2;

/** How a segment's file is made. */
export interface SegmentShape {
  readonly identity: Identity;
  readonly mode: SyncMode;
  readonly segmentBytes: number;
}

/** Files that the log does not use now: the next segment, and compacted ones that may become it. */
export class SpareSegments {
  readonly #disk: Disk;
  readonly #checksum: Checksum;
  readonly #shape: SegmentShape;
  readonly #failed: (error: Error) => void;
  #next: { readonly segment: number; ready: boolean } | null = null;
  /** Compacted segments whose files wait for another use, the oldest first. */
  readonly #retired: number[] = [];
  /** The oldest files are being removed or renamed: one at a time, or a crash leaves a hole. */
  #isRearranging = false;

  constructor(disk: Disk, checksum: Checksum, shape: SegmentShape, failed: (error: Error) => void) {
    this.#disk = disk;
    this.#checksum = checksum;
    this.#shape = shape;
    this.#failed = failed;
  }

  /** The segment that was made ready; null while there is none. */
  get next(): number | null {
    return this.#next?.ready === true ? this.#next.segment : null;
  }

  /** The log goes on in the segment that was made ready. */
  useNext(): void {
    this.#next = null;
  }

  /** Makes `segment` ready, so that no write waits for it when it is needed. */
  prepare(segment: number): void {
    if (this.#next !== null || this.#isRearranging) {
      return;
    }
    const { identity, mode, segmentBytes } = this.#shape;
    const spare = { segment, ready: false };
    this.#next = spare;
    const header = { segment, ...identity };
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

  /** Keeps the files of compacted segments for another use, and removes those that are too many. */
  retire(compacted: readonly number[]): void {
    this.#retired.push(...compacted);
    const surplus = this.#retired.length - RETIRED_MAX;
    if (surplus > 0 && !this.#isRearranging) {
      this.#rearrange(remove(this.#retired.splice(0, surplus)), () => undefined);
    }
  }

  #rearrange(task: DiskTask<void>, done: () => void): void {
    this.#isRearranging = true;
    runTask(this.#disk, task, {
      done: () => {
        this.#isRearranging = false;
        done();
      },
      failed: this.#failed,
    });
  }
}

/** One after the other, oldest first, durably: a crash must not leave a hole in the log. */
function* remove(segments: readonly number[]): DiskTask<void> {
  for (const segment of segments) {
    yield* removeFile(segmentFile(segment));
    yield* syncDirectory();
  }
}
