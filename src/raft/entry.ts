import type { LogIndex, Term } from '../base/ids.ts';

/**
 * What an entry's payload is: nothing, a command of the state machine, a membership change, or, in
 * the log of a witness, nothing where others have a command.
 */
export type EntryKind = 'empty' | 'command' | 'configuration' | 'outline';

/**
 * Room in front of every payload for the record's header (docs/formats.md, entry record).
 *
 * An entry is the same bytes in memory, on the wire and on disk; the codec fills the header in once
 * the entry's index and term are known.
 */
export const ENTRY_HEADER_BYTES = 25;

/** One log entry: `bytes[start, end)` is its record, header first. Once sealed, the bytes never change. */
export interface Entry {
  readonly index: LogIndex;
  readonly term: Term;
  readonly kind: EntryKind;
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** Whether the record's header is filled in; it must be before the bytes go anywhere. */
  sealed: boolean;
}

/** A record that waits for its index and term: `bytes[start + ENTRY_HEADER_BYTES, end)` is payload. */
export interface Draft {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** A draft without payload. */
export function emptyDraft(): Draft {
  return { bytes: new Uint8Array(ENTRY_HEADER_BYTES), start: 0, end: ENTRY_HEADER_BYTES };
}

/** The size of an entry's record. */
export function recordBytes(entry: Entry): number {
  return entry.end - entry.start;
}

/** Where an entry's payload is. */
export function payloadOf({ bytes, start, end }: Entry): {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
} {
  return { bytes, start: start + ENTRY_HEADER_BYTES, end };
}

/** The size of the records of `entries` together. */
export function recordsBytes(entries: readonly Entry[]): number {
  let bytes = 0;
  for (const entry of entries) {
    bytes += recordBytes(entry);
  }
  return bytes;
}

/** The size of an entry's payload. */
export function payloadBytes(entry: Entry): number {
  return entry.end - entry.start - ENTRY_HEADER_BYTES;
}
