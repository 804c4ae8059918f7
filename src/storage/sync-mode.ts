import { RaftLabError } from '../base/errors.ts';
import type { FileMode } from './disk.ts';

/**
 * When a log write counts as durable. Term and vote are always synced: a mode relaxes entries only.
 */
export type SyncMode =
  | { readonly kind: 'none' }
  | { readonly kind: 'interval'; readonly intervalMs: number }
  | { readonly kind: 'fdatasync' | 'fsync' | 'dsync' | 'sync' | 'each' };

/** Longest interval that still deserves the name of a durability setting. */
const INTERVAL_MS_MAX = 60_000;

export const SYNC_MODE_NAMES = [
  'none',
  'interval:MS',
  'fdatasync',
  'fsync',
  'dsync',
  'sync',
  'each',
];

/** Reads a mode as people write it. @throws RaftLabError INVALID_CONFIG */
export function parseSyncMode(text: string): SyncMode {
  const interval = /^interval:(\d{1,6})$/.exec(text);
  if (interval !== null) {
    return { kind: 'interval', intervalMs: checkedInterval(text, Number(interval[1])) };
  }
  switch (text) {
    case 'none':
    case 'fdatasync':
    case 'fsync':
    case 'dsync':
    case 'sync':
    case 'each':
      return { kind: text };
    default:
      throw new RaftLabError(
        'INVALID_CONFIG',
        `sync mode "${text}" is none of ${SYNC_MODE_NAMES.join(', ')}`,
      );
  }
}

export function formatSyncMode(mode: SyncMode): string {
  return mode.kind === 'interval' ? `interval:${mode.intervalMs}` : mode.kind;
}

/** Whether an acknowledged entry survives the loss of power on every node at once. */
export function isDurable(mode: SyncMode): boolean {
  return mode.kind !== 'none' && mode.kind !== 'interval';
}

/** How log segments are opened. */
export function fileModeOf(mode: SyncMode): FileMode {
  switch (mode.kind) {
    case 'dsync':
      return 'dataSync';
    case 'sync':
      return 'fullSync';
    default:
      return 'plain';
  }
}

function checkedInterval(text: string, intervalMs: number): number {
  if (intervalMs < 1 || intervalMs > INTERVAL_MS_MAX) {
    throw new RaftLabError(
      'INVALID_CONFIG',
      `sync mode "${text}" needs 1 to ${INTERVAL_MS_MAX} milliseconds`,
    );
  }
  return intervalMs;
}
