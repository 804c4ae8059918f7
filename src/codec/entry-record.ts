import { readU32, readU64, writeU32, writeU64 } from '../base/bytes.ts';
import { DecodeError } from '../base/errors.ts';
import { indexAfter, type LogIndex, type Term, toLogIndex, toTerm } from '../base/ids.ts';
import { invariant } from '../base/invariant.ts';
import { COMMAND_BYTES_MAX } from '../base/limits.ts';
import type { Checksum } from '../base/ports.ts';
import { ENTRY_HEADER_BYTES, type Entry, type EntryKind, payloadBytes } from '../raft/entry.ts';

/** Where the fields of an entry record's header begin (docs/formats.md). */
const CHECKSUM_AT = 4;
const INDEX_AT = 8;
const TERM_AT = 16;
const KIND_AT = 24;

const KINDS: readonly EntryKind[] = ['empty', 'command', 'configuration', 'outline'];

/** The largest payload a record may announce. */
const PAYLOAD_BYTES_MAX = COMMAND_BYTES_MAX;

/**
 * Fills in the header in front of an entry's payload, once its index and term are known.
 *
 * The checksum made here is the only one an entry ever gets: wire and disk carry it along, so a
 * record that was damaged anywhere on its way is noticed wherever it arrives.
 */
export function sealEntry(entry: Entry, checksum: Checksum): void {
  const { bytes, start, end } = entry;
  writeU32(bytes, start, payloadBytes(entry));
  writeU64(bytes, start + INDEX_AT, entry.index);
  writeU64(bytes, start + TERM_AT, entry.term);
  bytes[start + KIND_AT] = KINDS.indexOf(entry.kind);
  writeU32(bytes, start + CHECKSUM_AT, checksum(bytes, start + INDEX_AT, end, 0));
  entry.sealed = true;
}

/**
 * The entry whose record begins at `start`; it shares memory with `bytes`.
 *
 * @param end - where the bytes that may belong to the record end.
 * @throws DecodeError when the record is cut short or damaged.
 */
export function decodeEntry(
  bytes: Uint8Array,
  start: number,
  end: number,
  checksum: Checksum,
): Entry {
  if (end - start < ENTRY_HEADER_BYTES) {
    throw new DecodeError('an entry record is cut short', start);
  }
  const length = readU32(bytes, start);
  if (length > PAYLOAD_BYTES_MAX || length > end - start - ENTRY_HEADER_BYTES) {
    throw new DecodeError(`an entry record announces ${length} bytes of payload`, start);
  }
  const recordEnd = start + ENTRY_HEADER_BYTES + length;
  const expected = readU32(bytes, start + CHECKSUM_AT);
  if (checksum(bytes, start + INDEX_AT, recordEnd, 0) !== expected) {
    throw new DecodeError('an entry record does not match its checksum', start);
  }
  return entryOfHeader(bytes, start, recordEnd);
}

/**
 * The records that fill `bytes[start, end)`, of consecutive indexes from `firstIndex` and terms up to
 * `termMax`.
 *
 * @throws DecodeError when they are anything else.
 */
export function decodeEntries(
  bytes: Uint8Array,
  range: { readonly start: number; readonly end: number },
  expected: { readonly firstIndex: LogIndex; readonly termMax: Term },
  checksum: Checksum,
): Entry[] {
  const entries: Entry[] = [];
  let at = range.start;
  let index = expected.firstIndex;
  while (at < range.end) {
    const entry = decodeEntry(bytes, at, range.end, checksum);
    if (entry.index !== index || entry.term > expected.termMax) {
      throw new DecodeError(`entry ${entry.index} of term ${entry.term} is out of place`, at);
    }
    entries.push(entry);
    at = entry.end;
    index = indexAfter(index);
  }
  return entries;
}

/** Calls `copy` for each run of bytes that hold the records of `entries` one behind the other. */
export function forEachRun(
  entries: readonly Entry[],
  copy: (bytes: Uint8Array, start: number, end: number) => void,
): void {
  let i = 0;
  while (i < entries.length) {
    const first = entries[i] as Entry;
    let end = first.end;
    i++;
    for (; i < entries.length; i++) {
      const next = entries[i] as Entry;
      if (next.bytes !== first.bytes || next.start !== end) {
        break;
      }
      end = next.end;
    }
    copy(first.bytes, first.start, end);
  }
}

function entryOfHeader(bytes: Uint8Array, start: number, end: number): Entry {
  const kind = KINDS[bytes[start + KIND_AT] as number];
  if (kind === undefined) {
    throw new DecodeError('an entry record is of an unknown kind', start + KIND_AT);
  }
  const index = toLogIndex(readU64(bytes, start + INDEX_AT));
  const term = toTerm(readU64(bytes, start + TERM_AT));
  invariant(end > start, 'a record has bytes');
  return { index, term, kind, bytes, start, end, sealed: true };
}
