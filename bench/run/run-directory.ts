import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Cleanup } from '../../src/cli/command/cleanup.ts';
import {
  createDirectory,
  createReportDirectory,
  orRefuse,
} from '../../src/cli/command/report-directory.ts';

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
  const report = createReportDirectory('bench', choice.out, now, cleanup);
  const scratch =
    choice.data === undefined
      ? scratchBelow(report)
      : orRefuse('--data', choice.data, (path) => scratchBelow(createDirectory(path, cleanup)));
  cleanup.defer(() => rmSync(scratch, { recursive: true, force: true }));
  return { report, scratch };
}

function scratchBelow(directory: string): string {
  return mkdtempSync(join(directory, 'scratch-'));
}
