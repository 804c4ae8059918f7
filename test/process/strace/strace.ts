import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseTrace } from './trace.ts';
import { TracedLog } from './traced-log.ts';

const CALLS =
  'trace=openat,close,pwrite64,pwritev,pwritev2,write,writev,sendmsg,sendto,fdatasync,fsync';
/** Bytes of a string that are written down: more than any write of these tests has. */
const STRING_BYTES = 300_000;

/** The command line that traces whatever follows it into `file`. */
export function straceCommand(file: string): string[] {
  const flags = ['-f', '-ttt', '-T', '-xx', '-s', String(STRING_BYTES), '--seccomp-bpf'];
  return ['strace', ...flags, '-e', CALLS, '-o', file];
}

/** Whether this system has strace, and lets it trace. */
export function canTrace(): boolean {
  const [program = '', ...args] = straceCommand('/dev/null');
  return spawnSync(program, [...args, 'true']).status === 0;
}

export function readTrace(file: string): TracedLog {
  return new TracedLog(parseTrace(readFileSync(file, 'utf8')));
}
