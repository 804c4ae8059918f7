import { NO_NODE } from '../base/ids.ts';
import type { LogRange } from '../codec/client/request.ts';
import { forEachRun } from '../codec/entry-record.ts';
import { type Entry, recordsBytes } from '../raft/entry.ts';
import { firstBytes } from '../raft/evicted-entries.ts';
import type { NodeContext } from './context.ts';
import { runGuarded } from './quarantine.ts';
import { type FoundEntries, readEntries, strangeEntries } from './reloading.ts';
import type { Replica } from './replica.ts';
import type { Caller } from './replies.ts';

/** Most bytes of entries in one answer, but for a single entry that is longer. */
const ANSWER_BYTES_MAX = 4 * 1024 * 1024;

/**
 * Answers with the committed entries that a replica's log holds in a range, the first ones of them as
 * far as the bytes go: from memory, or once they are read back from disk. One query of a replica is read
 * back at a time.
 */
export function admitLogQuery(
  context: NodeContext,
  replica: Replica,
  caller: Caller,
  range: LogRange,
): void {
  const { log } = replica.raft.state;
  const { first, last } = range;
  if (first < log.firstIndex || last > log.commitIndex) {
    refuseRange(context, replica, caller);
    return;
  }
  if (first > last) {
    const reason = `a range from entry ${first} to ${last} is empty`;
    context.replies.refuse(caller, 'invalid', NO_NODE, reason);
    return;
  }
  const entries = log.slice(first, bytesOf(range));
  if (entries.length > 0) {
    answer(context, replica, caller, entries, range);
  } else if (replica.logQuery === null) {
    readBack(context, replica, caller, range);
  } else {
    const reason = `a query of the log of group ${replica.group} is being answered already`;
    context.replies.refuse(caller, 'busy', NO_NODE, reason);
  }
}

function readBack(context: NodeContext, replica: Replica, caller: Caller, range: LogRange): void {
  const { first } = range;
  const { requestTimeoutTicks } = context.options.tuning;
  const query = { ...caller, deadlineTick: context.nowTick + requestTimeoutTicks };
  replica.logQuery = query;
  const isCompacted = () => first < replica.raft.state.log.firstIndex;
  const end = (found: readonly Entry[]) => {
    if (replica.logQuery !== query) {
      return;
    }
    replica.logQuery = null;
    if (isCompacted()) {
      // Whoever is told which entries there are must not get others with that.
      refuseRange(context, replica, caller);
    } else {
      answer(context, replica, caller, found, range);
    }
  };
  runGuarded(context, replica, readEntries(context, replica, first, bytesOf(range)), {
    done: (found) => {
      if (!areOurs(replica, found)) {
        throw strangeEntries(found);
      }
      end(found.entries);
    },
    failed: (error) => {
      if (!isCompacted()) {
        throw error;
      }
      // A segment may go while it is read, once everything in it is compacted.
      end([]);
    },
  });
}

/** What was compacted meanwhile can be compared with nothing. */
function areOurs({ raft }: Replica, { entries }: FoundEntries): boolean {
  const { log } = raft.state;
  return entries.every(({ index, term }) => index < log.firstIndex || log.matches(index, term));
}

function answer(
  context: NodeContext,
  replica: Replica,
  { connection, requestId }: Caller,
  found: readonly Entry[],
  range: LogRange,
): void {
  // Disks are read by whole runs: what was found may begin earlier, and be more than was asked for.
  const inRange = found.filter(({ index }) => index >= range.first && index <= range.last);
  const entries = firstBytes(inRange, 0, bytesOf(range));
  const records = new Uint8Array(recordsBytes(entries));
  let at = 0;
  forEachRun(entries, (bytes, start, end) => {
    records.set(bytes.subarray(start, end), at);
    at += end - start;
  });
  const { firstIndex, commitIndex } = replica.raft.state.log;
  context.replies.send(connection, { kind: 'log', requestId, firstIndex, commitIndex, records });
}

function refuseRange(context: NodeContext, replica: Replica, caller: Caller): void {
  const { firstIndex, commitIndex } = replica.raft.state.log;
  const reason =
    firstIndex <= commitIndex
      ? `entries ${firstIndex} to ${commitIndex} are available here`
      : `no entries are available here: the next one will be ${firstIndex}`;
  context.replies.refuse(caller, 'outOfRange', NO_NODE, reason);
}

function bytesOf({ bytesMax }: LogRange): number {
  return Math.min(bytesMax, ANSWER_BYTES_MAX);
}
