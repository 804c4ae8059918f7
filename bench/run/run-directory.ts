import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { badValue } from '../options/usage-error.ts';
import type { Cleanup } from './cleanup.ts';

/** Where a run puts its report and its measured files; both exist. */
export interface RunDirectories {
  readonly report: string;
  readonly scratch: string;
}

/** What the command line says about directories. */
export interface DirectoryChoice {
  readonly out?: string;
  readonly data?: string;
}

/**
 * Creates the run's directories. The scratch directory goes with `cleanup`, and so does the
 * report's when nothing was put into it.
 *
 * @throws UsageError when one cannot be created.
 */
export function createRunDirectories(
  choice: DirectoryChoice,
  now: Date,
  cleanup: Cleanup,
): RunDirectories {
  const report =
    choice.out === undefined
      ? timedDirectory(now, cleanup)
      : orRefuse('--out', choice.out, (path) => create(path, cleanup));
  const scratch =
    choice.data === undefined
      ? scratchBelow(report)
      : orRefuse('--data', choice.data, (path) => scratchBelow(create(path, cleanup)));
  cleanup.defer(() => rmSync(scratch, { recursive: true, force: true }));
  return { report, scratch };
}

function timedDirectory(now: Date, cleanup: Cleanup): string {
  const time = now.toISOString().slice(0, 19).replaceAll(':', '-');
  for (let attempt = 1; ; attempt++) {
    const name = `bench-${time}${attempt === 1 ? '' : `-${attempt}`}`;
    const path = resolve('reports', 'out', name);
    if (!existsSync(path)) {
      return create(path, cleanup);
    }
  }
}

/** Creates `path`; the part of it that is new goes again when it is still empty at the end. */
function create(path: string, cleanup: Cleanup): string {
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

/** The directories on the way to `path` that do not exist, the outermost first. */
function missingPart(path: string): string[] {
  return existsSync(path) ? [] : [...missingPart(dirname(path)), path];
}

function scratchBelow(directory: string): string {
  return mkdtempSync(join(directory, 'scratch-'));
}

function orRefuse(flag: string, path: string, make: (path: string) => string): string {
  try {
    return make(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw badValue(flag, path, `a directory that can be written (${reason})`);
  }
}
