import type { ExecutionContext } from 'ava';
import { ENTRY_HEADER_BYTES, type Entry } from '../../../src/raft/entry.ts';
import { RaftLog } from '../../../src/raft/log.ts';
import { index, term } from '../../branded.ts';
import { entry } from '../replica.ts';

/** An entry as the tables of others write it; `data` null or absent stands for no payload. */
export interface TableEntry {
  readonly index: number;
  readonly term: number;
  readonly data?: string | null;
}

/** Runs one case of a table against the real thing. */
export type CheckCase = (t: ExecutionContext, one: never) => void;

export function toEntries(list: readonly TableEntry[]): Entry[] {
  return list.map(({ index: at, term: inTerm, data }) => {
    const payload = new TextEncoder().encode(data ?? '');
    const made = entry(at, inTerm, payload.length);
    made.bytes.set(payload, made.start + ENTRY_HEADER_BYTES);
    return made;
  });
}

export function fromEntries(entries: readonly Entry[]): { index: number; term: number }[] {
  return entries.map(({ index: at, term: inTerm }) => ({ index: at, term: inTerm }));
}

/** What an entry carries, as the tables write it. */
export function dataOf({ bytes, start, end }: Entry): string | null {
  const payload = bytes.subarray(start + ENTRY_HEADER_BYTES, end);
  return payload.length === 0 ? null : new TextDecoder().decode(payload);
}

/** A log that came from disk with these entries, none committed. */
export function logOf(list: readonly TableEntry[]): RaftLog {
  return RaftLog.recovered({
    compacted: { index: index(0), term: term(0) },
    entries: toEntries(list),
    commitIndex: index(0),
    snapshotIndex: index(0),
  });
}

/** All entries that a log holds. */
export function entriesIn(log: RaftLog): Entry[] {
  return log.slice(log.firstIndex, Number.POSITIVE_INFINITY);
}
