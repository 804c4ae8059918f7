import { RaftLabError } from '../../base/errors.ts';
import { NO_INDEX } from '../../base/ids.ts';
import type { Checksum } from '../../base/ports.ts';
import { type DiskTask, openFile, syncFile, writeFile } from '../disk-task.ts';
import { segmentFile } from '../file-names.ts';
import type { Identity } from '../identity.ts';
import { batchBytesMax, encodeBatch, type LogRecord } from './batch.ts';
import type { LogEnd, RecoveredLog } from './log-recovery.ts';
import { SEGMENT_DATA_AT } from './segment.ts';
import { createSegment } from './segment-file.ts';

/** The log of a node that does not run. */
export interface OfflineLog {
  readonly log: RecoveredLog;
  readonly identity: Identity;
  /** Size of the first segment, where there is none. */
  readonly segmentBytes: number;
}

/** Adds one durable batch to a log that nobody writes: all of its records count, or none. */
export function* appendOffline(
  { log, identity, segmentBytes }: OfflineLog,
  records: readonly LogRecord[],
  checksum: Checksum,
): DiskTask<void> {
  const end = log.end ?? (yield* beginLog(identity, segmentBytes, checksum));
  const isFirst = end.offset === SEGMENT_DATA_AT;
  const all = isFirst ? [...checkpointOf(log), ...records] : records;
  const target = new Uint8Array(batchBytesMax(all));
  const number = (end.last?.number ?? 0) + 1;
  const place = {
    number,
    segment: end.segment,
    syncedThrough: number - 1,
    previous: end.last?.checksum ?? 0,
  };
  const { bytes } = encodeBatch(place, all, target, checksum);
  const file = segmentFile(end.segment);
  yield* openFile(file, 'plain');
  yield* writeFile(file, end.offset, target.subarray(0, bytes));
  yield* syncFile(file);
}

function* beginLog(identity: Identity, segmentBytes: number, checksum: Checksum): DiskTask<LogEnd> {
  const shape = { mode: 'plain', bytes: segmentBytes } as const;
  yield* createSegment({ segment: 1, ...identity }, shape, checksum);
  return { segment: 1, offset: SEGMENT_DATA_AT, last: null };
}

/** A segment begins with the state of every group, so that it needs none of the older ones. */
function checkpointOf({ groups }: RecoveredLog): LogRecord[] {
  const records: LogRecord[] = [];
  for (const [group, found] of groups) {
    if (found instanceof RaftLabError) {
      continue;
    }
    if (found.snapshot.index > NO_INDEX) {
      records.push({ kind: 'snapshot', group, position: found.snapshot, reset: false });
    }
    const { term, vote } = found.hardState;
    const hardState = { term, vote, commitIndex: found.log.commitIndex };
    records.push({ kind: 'state', group, hardState, entries: [] });
  }
  return records;
}
