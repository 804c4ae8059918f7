import { accessSync, constants, existsSync, mkdirSync, rmdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Cleanup } from './cleanup.ts';
import { badValue } from './usage-error.ts';

/** What a report is about; part of its directory's name. */
export type ReportKind = 'bench' | 'sim' | 'mutants';

/**
 * Creates the directory of a report: `out`, or a new one below reports/out. It goes with `cleanup`
 * when nothing was put into it.
 *
 * @throws UsageError when it cannot be created.
 */
export function createReportDirectory(
  kind: ReportKind,
  out: string | undefined,
  now: Date,
  cleanup: Cleanup,
): string {
  return out === undefined
    ? createDirectory(timedName(kind, now), cleanup)
    : orRefuse('--out', out, (path) => createDirectory(path, cleanup));
}

/**
 * Creates `path`; the part of it that is new goes again when it is still empty at the end.
 *
 * @throws Error when it is there and not a directory that can be written.
 */
export function createDirectory(path: string, cleanup: Cleanup): string {
  const absolute = resolve(path);
  for (const directory of missingPart(absolute)) {
    mkdirSync(directory);
    cleanup.defer(() => rmdirSync(directory));
  }
  if (!statSync(absolute).isDirectory()) {
    throw new Error('it is a file');
  }
  accessSync(absolute, constants.W_OK | constants.X_OK);
  return absolute;
}

/** What `make` makes of `path`. @throws UsageError that names the flag when it throws. */
export function orRefuse(flag: string, path: string, make: (path: string) => string): string {
  try {
    return make(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw badValue(flag, path, `a directory that can be written (${reason})`);
  }
}

function timedName(kind: ReportKind, now: Date): string {
  const time = now.toISOString().slice(0, 19).replaceAll(':', '-');
  for (let attempt = 1; ; attempt++) {
    const name = `${kind}-${time}${attempt === 1 ? '' : `-${attempt}`}`;
    const path = resolve('reports', 'out', name);
    if (!existsSync(path)) {
      return path;
    }
  }
}

/** The directories on the way to `path` that do not exist, the outermost first. */
function missingPart(path: string): string[] {
  return existsSync(path) ? [] : [...missingPart(dirname(path)), path];
}
