import { linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning, type ProcessMark, processMark } from '../platform/process-mark.ts';

const LOCK_FILE = 'lock';
/** Files of processes that want to clear away the lock of one that is gone. */
const TAKER_PREFIX = 'lock.taker-';

/**
 * Takes `directory` for this process. A lock whose holder is gone, killed or lost with the power,
 * does not count.
 *
 * @returns who holds it, or null when this process does now.
 */
export function lockDirectory(directory: string): number | null {
  const file = join(directory, LOCK_FILE);
  const own = join(directory, `${TAKER_PREFIX}${process.pid}`);
  // Complete before it gets the name that counts: nobody ever reads half a lock.
  writeFileSync(own, JSON.stringify(processMark(process.pid)), { mode: 0o600 });
  try {
    for (;;) {
      if (linkExclusively(own, file)) {
        removeStaleTakers(directory);
        return null;
      }
      const holder = holderOf(file) ?? otherTaker(directory);
      if (holder !== null) {
        return holder;
      }
      // Everybody else who wants this sees our file by now, and leaves the lock alone.
      if (holderOf(file) === null) {
        rmSync(file, { force: true });
      }
    }
  } finally {
    rmSync(own, { force: true });
  }
}

export function unlockDirectory(directory: string): void {
  rmSync(join(directory, LOCK_FILE), { force: true });
}

function linkExclusively(source: string, target: string): boolean {
  try {
    linkSync(source, target);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      return false;
    }
    throw error;
  }
}

/** The running process that `file` names, or null. */
function holderOf(file: string): number | null {
  try {
    const mark = JSON.parse(readFileSync(file, 'utf8')) as ProcessMark;
    return isRunning(mark) ? mark.pid : null;
  } catch {
    return null;
  }
}

/**
 * Another process that is about to clear the same stale lock away. Of two that meet here at least one
 * sees the other and gives up: each has written its own file before it looks for others.
 */
function otherTaker(directory: string): number | null {
  for (const file of takers(directory)) {
    const holder = holderOf(join(directory, file));
    if (holder !== null && holder !== process.pid) {
      return holder;
    }
  }
  return null;
}

function removeStaleTakers(directory: string): void {
  for (const file of takers(directory)) {
    if (holderOf(join(directory, file)) === null) {
      rmSync(join(directory, file), { force: true });
    }
  }
}

function takers(directory: string): string[] {
  return readdirSync(directory).filter((file) => file.startsWith(TAKER_PREFIX));
}
