import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { badValue } from '../../src/cli/command/usage-error.ts';
import { REPORT_FILES } from './run-files.ts';
import type { Exports } from './sim-command.ts';

/** A file that a command reads or writes, and how it was named. */
interface UsedFile {
  readonly flag: string;
  readonly value: string;
  readonly path: string;
}

/** The file behind `flag`; none where nobody named one. */
export function fileBehind(flag: string, file: string | null): UsedFile[] {
  return file === null ? [] : [{ flag, value: file, path: file }];
}

/** What a run writes, as far as somebody said where. */
export function filesOfRun(
  out: string | undefined,
  { events, perfetto }: Exports = { events: null, perfetto: null },
): UsedFile[] {
  const report = out === undefined ? [] : REPORT_FILES.map((name) => join(out, name));
  return [
    ...fileBehind('--events', events),
    ...fileBehind('--perfetto', perfetto),
    ...report.map((path) => ({ flag: '--out', value: out as string, path })),
  ];
}

/**
 * Finds out, before anything is done, whether what is read would be written over, or two things would be
 * written to one file.
 *
 * @throws UsageError
 */
export function refuseSharedFiles(read: readonly UsedFile[], written: readonly UsedFile[]): void {
  const uses = new Map(read.map(({ flag, path }) => [realPath(path), `${flag} reads`]));
  for (const { flag, value, path } of written) {
    const real = realPath(path);
    const other = uses.get(real);
    if (other !== undefined) {
      throw badValue(flag, value, `another place, since ${path} is what ${other}`);
    }
    uses.set(real, `${flag} writes`);
  }
}

/** Where links on the way to `path` lead, also of a file that is not there yet. */
function realPath(path: string): string {
  const absolute = resolve(path);
  if (existsSync(absolute)) {
    return realpathSync(absolute);
  }
  const parent = dirname(absolute);
  return parent === absolute ? absolute : join(realPath(parent), basename(absolute));
}
