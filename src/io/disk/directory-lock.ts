import {
  closeSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

const LOCK_FILE = 'lock';

/** Who holds a directory: a process, told apart from a later one with the same number. */
interface Holder {
  readonly pid: number;
  /** Start of the process in clock ticks since boot; empty where the system does not say. */
  readonly startedAt: string;
  readonly bootId: string;
}

/**
 * Takes `directory` for this process. A lock whose holder is gone, killed or lost with the power,
 * does not count.
 *
 * @returns who holds it, or null when this process does now.
 */
export function lockDirectory(directory: string): number | null {
  const file = join(directory, LOCK_FILE);
  for (;;) {
    if (createExclusively(file)) {
      return null;
    }
    const holder = readHolder(file);
    if (holder !== null && isAlive(holder)) {
      return holder.pid;
    }
    // Two that find the same stale lock must not both remove the winner's: only one rename succeeds.
    const stale = `${file}.stale-${process.pid}`;
    try {
      renameSync(file, stale);
      rmSync(stale, { force: true });
    } catch {
      // Somebody else was faster; look again.
    }
  }
}

export function unlockDirectory(directory: string): void {
  unlinkSync(join(directory, LOCK_FILE));
}

function createExclusively(file: string): boolean {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      return false;
    }
    throw error;
  }
  writeSync(descriptor, JSON.stringify(holderOf(process.pid)));
  closeSync(descriptor);
  return true;
}

function readHolder(file: string): Holder | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return null;
  }
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const now = holderOf(holder.pid);
  return now.startedAt === holder.startedAt && now.bootId === holder.bootId;
}

function holderOf(pid: number): Holder {
  return { pid, startedAt: startOf(pid), bootId: readOr('/proc/sys/kernel/random/boot_id') };
}

/** Field 22 of /proc/PID/stat; the name before it may contain blanks and brackets. */
function startOf(pid: number): string {
  const stat = readOr(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function readOr(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}
