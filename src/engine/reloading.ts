import type { LogIndex } from '../base/ids.ts';
import { present } from '../base/invariant.ts';
import { decodeEntries } from '../codec/entry-record.ts';
import type { Entry } from '../raft/entry.ts';
import { type DiskTask, readFile } from '../storage/disk-task.ts';
import { segmentFile } from '../storage/file-names.ts';
import type { EntryRun } from '../storage/log/entry-runs.ts';
import { damagedSegment } from '../storage/log/segment-damage.ts';
import type { NodeContext } from './context.ts';
import { runGuarded } from './quarantine.ts';
import type { Replica } from './replica.ts';

/** Entries as they were found in the log, and where the first one was. */
export interface FoundEntries {
  readonly entries: readonly Entry[];
  readonly place: EntryRun;
}

/**
 * The entries from `index` on that lie one behind the other on disk, about `bytesMax` bytes of them.
 *
 * @throws RaftLabError LOG_CORRUPT
 */
export function* readEntries(
  context: NodeContext,
  replica: Replica,
  index: LogIndex,
  bytesMax: number,
): DiskTask<FoundEntries> {
  const runs = context.log.placesOf(replica.group, index, bytesMax);
  const place = present(runs[0], 'what was written is found again');
  const last = runs[runs.length - 1] as EntryRun;
  const length = last.offset + last.bytes - place.offset;
  const bytes = yield* readFile(segmentFile(place.segment), place.offset, length);
  return { entries: runs.flatMap((run) => entriesOf(context, replica, runs, run, bytes)), place };
}

/** Whole entries that this replica did not write there. */
export function strangeEntries({ place }: FoundEntries): Error {
  const reason = 'the entries are not those that were written';
  return damagedSegment(place.segment, place.offset, reason);
}

/** Reads entries from `index` on from the log: a follower needs them and memory has let them go. */
export function reloadEntries(context: NodeContext, replica: Replica, index: LogIndex): void {
  if (replica.isReloading) {
    return;
  }
  const { appendBytesMax } = context.options.tuning;
  replica.isReloading = true;
  runGuarded(context, replica, readEntries(context, replica, index, appendBytesMax), {
    done: (found) => {
      replica.isReloading = false;
      if (isStillWanted(replica, index)) {
        take(context, replica, found);
      }
    },
    failed: (error) => {
      replica.isReloading = false;
      // A segment may go while it is read, once everything in it is compacted.
      if (isStillWanted(replica, index)) {
        throw error;
      }
    },
  });
}

function isStillWanted(replica: Replica, index: LogIndex): boolean {
  return replica.isRunning && index >= replica.raft.state.log.firstIndex;
}

function take(context: NodeContext, replica: Replica, found: FoundEntries): void {
  if (!replica.raft.reloaded(found.entries)) {
    throw strangeEntries(found);
  }
  replica.reloads++;
  context.dirty.add(replica);
}

function entriesOf(
  context: NodeContext,
  replica: Replica,
  runs: readonly EntryRun[],
  run: EntryRun,
  bytes: Uint8Array,
): Entry[] {
  const start = run.offset - (runs[0] as EntryRun).offset;
  const range = { start, end: start + run.bytes };
  const expected = { firstIndex: run.firstIndex, termMax: replica.raft.state.term };
  try {
    const entries = decodeEntries(bytes, range, expected, context.ports.checksum);
    return entries.filter(({ index }) => index <= run.lastIndex);
  } catch (error) {
    throw damagedSegment(run.segment, run.offset, (error as Error).message);
  }
}
