import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shortPath } from '../../src/cli/command/short-path.ts';
import type { TraceDifference } from '../record/trace-difference.ts';

/** Writes the events around the one where two runs part; returns the path as people read it. */
export function writeDifference(directory: string, { lines }: TraceDifference): string {
  const file = join(directory, 'determinism.txt');
  writeFileSync(file, `${lines.join('\n')}\n`);
  return shortPath(file);
}

/** The same for a terminal. */
export function differenceText({ lines }: TraceDifference, file: string): string {
  return [`  events around the first that differs (${file}):`, ...lines].join('\n');
}
