import { linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isRunning, type ProcessMark, processMark } from '../platform/process-mark.ts';

/** Behind the lock's name: files of processes that want to clear away the lock of one that is gone. */
const TAKER = '.taker-';

/**
 * Makes the lock `file` this process's. One whose holder is gone, killed or lost with the power,
 * does not count. Processes of one machine exclude each other, those of several do not.
 *
 * @returns who holds it, or null when this process does now.
 */
export function takeLock(file: string): number | null {
  const own = `${file}${TAKER}${process.pid}`;
  // Complete before it gets the name that counts: nobody ever reads half a lock.
  writeFileSync(own, JSON.stringify(processMark(process.pid)), { mode: 0o600 });
  try {
    for (;;) {
      if (linkExclusively(own, file)) {
        removeStaleTakers(file);
        return null;
      }
      const holder = holderOf(file) ?? otherTaker(file);
      if (holder !== null) {
        return holder;
      }
      // Everybody else who finds this very lock sees our file by now, and leaves it alone. Where there is
      // none any more it was given back, and the next one may be somebody's by now.
      if (isStale(file)) {
        rmSync(file, { force: true });
      }
    }
  } finally {
    rmSync(own, { force: true });
  }
}

export function releaseLock(file: string): void {
  rmSync(file, { force: true });
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
  const mark = readMark(file);
  return typeof mark === 'object' && isRunning(mark) ? mark.pid : null;
}

/** Whether `file` is there and names no running process. */
function isStale(file: string): boolean {
  const mark = readMark(file);
  return mark === 'damaged' || (mark !== 'none' && !isRunning(mark));
}

function readMark(file: string): ProcessMark | 'none' | 'damaged' {
  try {
    const mark = JSON.parse(readFileSync(file, 'utf8')) as ProcessMark | null;
    return typeof mark === 'object' && mark !== null ? mark : 'damaged';
  } catch (error) {
    if (error instanceof SyntaxError) {
      return 'damaged';
    }
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return 'none';
    }
    throw error;
  }
}

/**
 * Another process that is about to clear the same stale lock away. Of two that meet here at least one
 * sees the other and gives up: each has written its own file before it looks for others.
 */
function otherTaker(file: string): number | null {
  for (const taker of takers(file)) {
    const holder = holderOf(taker);
    if (holder !== null && holder !== process.pid) {
      return holder;
    }
  }
  return null;
}

function removeStaleTakers(file: string): void {
  for (const taker of takers(file)) {
    const mark = readMark(taker);
    // One that cannot be read may be under way.
    if (typeof mark === 'object' && !isRunning(mark)) {
      rmSync(taker, { force: true });
    }
  }
}

function takers(file: string): string[] {
  const directory = dirname(file);
  const prefix = `${basename(file)}${TAKER}`;
  return readdirSync(directory)
    .filter((name) => name.startsWith(prefix))
    .map((name) => join(directory, name));
}
