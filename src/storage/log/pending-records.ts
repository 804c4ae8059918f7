import { minIndex } from '../../base/ids.ts';
import { invariant } from '../../base/invariant.ts';
import { type Entry, recordsBytes } from '../../raft/entry.ts';
import type { HardState } from '../../raft/state.ts';
import type { LogRecord, StateRecord } from './batch.ts';

/** Records that belong together, and who waits for them. */
export interface PendingWrite {
  readonly records: readonly LogRecord[];
  readonly mustSync: boolean;
  readonly whenDurable: () => void;
}

export interface PendingLimits {
  readonly bytesMax: number;
  readonly entriesMax: number;
}

/** Records that wait for the next write to the log, in order. */
export class PendingRecords {
  readonly #limits: PendingLimits;
  #writes: PendingWrite[] = [];

  constructor(limits: PendingLimits) {
    this.#limits = limits;
  }

  get isEmpty(): boolean {
    return this.#writes.length === 0;
  }

  add(write: PendingWrite): void {
    if (entriesOf(write) <= this.#limits.entriesMax) {
      this.#writes.push(write);
    } else {
      this.#writes.push(...this.#split(write));
    }
  }

  /** As many whole writes as the limits allow, at least one, as a single write. */
  take(): PendingWrite {
    invariant(!this.isEmpty, 'there is something to write');
    let count = 0;
    let bytes = 0;
    let entries = 0;
    for (const write of this.#writes) {
      bytes += bytesOf(write);
      entries += entriesOf(write);
      if (count > 0 && (bytes > this.#limits.bytesMax || entries > this.#limits.entriesMax)) {
        break;
      }
      count++;
    }
    return joined(this.#writes.splice(0, count));
  }

  /** Cuts a write of more entries than the limit into several; the last one tells its waiter. */
  #split(write: PendingWrite): PendingWrite[] {
    const parts = write.records.flatMap((record): LogRecord[] =>
      record.kind === 'state' ? cut(record, this.#limits.entriesMax) : [record],
    );
    return parts.map((record, i) => ({
      records: [record],
      mustSync: write.mustSync,
      whenDurable: i === parts.length - 1 ? write.whenDurable : () => undefined,
    }));
  }
}

function joined(writes: readonly PendingWrite[]): PendingWrite {
  const [first] = writes;
  if (first !== undefined && writes.length === 1) {
    return first;
  }
  return {
    records: writes.flatMap((write) => write.records),
    mustSync: writes.some((write) => write.mustSync),
    whenDurable: () => {
      for (const write of writes) {
        write.whenDurable();
      }
    },
  };
}

function cut(record: StateRecord, entriesMax: number): StateRecord[] {
  const parts: StateRecord[] = [];
  for (let at = 0; at === 0 || at < record.entries.length; at += entriesMax) {
    const entries = record.entries.slice(at, at + entriesMax);
    parts.push({ ...record, hardState: upTo(record.hardState, entries), entries });
  }
  return parts;
}

/** A part must not call committed what only a later part holds. */
function upTo(hardState: HardState, entries: readonly Entry[]): HardState {
  const last = entries[entries.length - 1];
  return last === undefined
    ? hardState
    : { ...hardState, commitIndex: minIndex(hardState.commitIndex, last.index) };
}

function bytesOf(write: PendingWrite): number {
  let bytes = 0;
  for (const record of write.records) {
    if (record.kind === 'state') {
      bytes += recordsBytes(record.entries);
    }
  }
  return bytes;
}

function entriesOf(write: PendingWrite): number {
  let entries = 0;
  for (const record of write.records) {
    entries += record.kind === 'state' ? record.entries.length : 0;
  }
  return entries;
}
