import type { FsyncRow } from '../../result/rows.ts';

/** Below this mean, a flush to flash or platters is unlikely (performance.md section 1). */
export const PLAUSIBLE_FLUSH_US = 200;
/** A sync through another descriptor that takes less than this share did not wait for the data. */
const IGNORED_SHARE = 0.5;

/** Sentences about rows that look too good to be what they claim. */
export function plausibilityWarnings(rows: readonly FsyncRow[], disk: string): string[] {
  return [...memoryNote(disk), ...cacheNote(rows)];
}

/** What the rows say about this disk's honesty, warnings first. */
export function plausibilityNotes(rows: readonly FsyncRow[], disk: string): string[] {
  return [...plausibilityWarnings(rows, disk), ...descriptorNote(rows)];
}

function memoryNote(disk: string): string[] {
  return /\b(tmpfs|ramfs)\b/.test(disk)
    ? [
        'The measured directory is kept in memory (tmpfs): nothing here survives power loss, whatever the mode. Choose a directory on a disk with --data.',
      ]
    : [];
}

function cacheNote(rows: readonly FsyncRow[]): string[] {
  const us = find(rows, '8kB write', 'fdatasync')?.usPerOp;
  return us !== undefined && us < PLAUSIBLE_FLUSH_US
    ? [
        `fdatasync took ${us.toFixed(0)} µs on average, less than the ${PLAUSIBLE_FLUSH_US} µs that flash or platters usually need: the disk probably acknowledges from a cache below this system. Whether that cache survives power loss cannot be seen from here.`,
      ]
    : [];
}

function descriptorNote(rows: readonly FsyncRow[]): string[] {
  const same = find(rows, 'write, fsync, close', 'fsync')?.usPerOp;
  const other = find(rows, 'write, close, fsync', 'fsync')?.usPerOp;
  if (same === undefined || other === undefined) {
    return [];
  }
  return other < same * IGNORED_SHARE
    ? [
        'fsync through another descriptor than the one that wrote is much faster here: it probably does not wait for the data.',
      ]
    : [
        'fsync takes as long when another descriptor wrote the data, so it seems to wait for that too.',
      ];
}

function find(rows: readonly FsyncRow[], test: string, mode: string): FsyncRow | undefined {
  return rows.find((row) => row.test === test && row.mode === mode && row.path === 'sync');
}
