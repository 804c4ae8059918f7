/** When a written entry is made durable (design.md section 3). */
export type SyncMode =
  | 'none'
  | `interval:${number}`
  | 'fdatasync'
  | 'fsync'
  | 'dsync'
  | 'sync'
  | 'each';

export const SYNC_MODES_TEXT = 'none, interval:MS, fdatasync, fsync, dsync, sync or each';
/** Longest interval between two syncs, in milliseconds. */
export const INTERVAL_MS_MAX = 60_000;

/** `text` as a sync mode; undefined when it is none. */
export function parseSyncMode(text: string): SyncMode | undefined {
  switch (text) {
    case 'none':
    case 'fdatasync':
    case 'fsync':
    case 'dsync':
    case 'sync':
    case 'each':
      return text;
    default:
      return parseInterval(text);
  }
}

/** The milliseconds of `interval:MS`; undefined for every other mode. */
export function intervalMsOf(mode: string): number | undefined {
  const digits = /^interval:(\d{1,6})$/.exec(mode)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function parseInterval(text: string): SyncMode | undefined {
  const ms = intervalMsOf(text);
  return ms !== undefined && ms >= 1 && ms <= INTERVAL_MS_MAX ? `interval:${ms}` : undefined;
}
