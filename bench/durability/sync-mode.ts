import { RaftLabError } from '../../src/base/errors.ts';
import {
  formatSyncMode,
  parseSyncMode as parseEngineMode,
  SYNC_MODE_NAMES,
} from '../../src/storage/sync-mode.ts';

/** When a written entry is made durable, as people and results write it (design.md section 3). */
export type SyncMode =
  | 'none'
  | `interval:${number}`
  | 'fdatasync'
  | 'fsync'
  | 'dsync'
  | 'sync'
  | 'each';

export const SYNC_MODES_TEXT = `${SYNC_MODE_NAMES.slice(0, -1).join(', ')} or ${SYNC_MODE_NAMES.at(-1)}`;

/** `text` as a sync mode that a node would accept; undefined when it is none. */
export function parseSyncMode(text: string): SyncMode | undefined {
  try {
    return formatSyncMode(parseEngineMode(text)) as SyncMode;
  } catch (error) {
    if (error instanceof RaftLabError) {
      return undefined;
    }
    throw error;
  }
}

/** The milliseconds of `interval:MS`; undefined for every other mode. */
export function intervalMsOf(mode: string): number | undefined {
  const digits = /^interval:(\d{1,6})$/.exec(mode)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
