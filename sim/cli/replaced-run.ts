import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shortPath } from '../../src/cli/command/short-path.ts';
import type { Streams } from '../../src/cli/command/streams.ts';
import type { RunResult } from '../run/run-result.ts';
import { CAPSULE_FILE } from './run-files.ts';

/** Says so when the report of `result` takes the place of another run that failed. */
export function tellReplaced(
  directory: string,
  { hash }: Pick<RunResult, 'hash'>,
  { stderr }: Pick<Streams, 'stderr'>,
): void {
  const file = join(directory, CAPSULE_FILE);
  const before = recordedIn(file);
  if (before !== null && before.violation !== null && before.hash !== hash) {
    stderr.write(`sim: replaces ${shortPath(file)}, another run that failed: ${before.command}\n`);
  }
}

interface Recorded {
  readonly violation: object | null;
  readonly hash: string;
  readonly command: string;
}

/** What a capsule says of its run; null where there is no such thing. */
function recordedIn(file: string): Recorded | null {
  try {
    const { violation = null, hash = '', command = '' } = JSON.parse(readFileSync(file, 'utf8'));
    return { violation, hash, command };
  } catch {
    return null;
  }
}
