import { join } from 'node:path';
import { releaseLock, takeLock } from './file-lock.ts';

const LOCK_FILE = 'lock';

/**
 * Takes `directory` for this process. A lock whose holder is gone, killed or lost with the power,
 * does not count.
 *
 * @returns who holds it, or null when this process does now.
 */
export function lockDirectory(directory: string): number | null {
  return takeLock(join(directory, LOCK_FILE));
}

export function unlockDirectory(directory: string): void {
  releaseLock(join(directory, LOCK_FILE));
}
