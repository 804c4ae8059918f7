import { readFileSync } from 'node:fs';

const NANOS_PER_SECOND = 1e9;
const MS_PER_SECOND = 1000;

/**
 * Seconds of a processor that this thread has had, since any moment: what something takes is then the
 * same beside other work. Where the system does not tell (it is Linux that does), seconds of the clock.
 */
export function threadSeconds(): number {
  try {
    const [nanos] = readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ');
    return Number(nanos) / NANOS_PER_SECOND;
  } catch {
    return performance.now() / MS_PER_SECOND;
  }
}
