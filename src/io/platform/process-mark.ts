import { readFileSync } from 'node:fs';

/** A process, told apart from a later one with the same number. */
export interface ProcessMark {
  readonly pid: number;
  /** Start of the process in clock ticks since boot; empty where the system does not say. */
  readonly startedAt: string;
  readonly bootId: string;
}

export function processMark(pid: number): ProcessMark {
  const { startedAt } = statOf(pid);
  return { pid, startedAt, bootId: readOr('/proc/sys/kernel/random/boot_id') };
}

/** Whether the very process of `mark` still runs. One that ended and was not waited for does not. */
export function isRunning(mark: ProcessMark): boolean {
  try {
    process.kill(mark.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const now = processMark(mark.pid);
  const isSame = now.startedAt === mark.startedAt && now.bootId === mark.bootId;
  return isSame && !ENDED_STATES.includes(statOf(mark.pid).state);
}

/** Zombie and dead, see proc(5). */
const ENDED_STATES = ['Z', 'X', 'x'];

/** Fields 3 and 22 of /proc/PID/stat; the name before them may contain blanks and brackets. */
function statOf(pid: number): { readonly state: string; readonly startedAt: string } {
  const stat = readOr(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', startedAt: fields[19] ?? '' };
}

function readOr(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}
