import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Recording } from '../../sim/record/recording.ts';
import type { RunResult } from '../../sim/run/run-result.ts';
import { renderSimReport } from './sim-report.ts';

/**
 * Writes the report of a run into `directory`, which is created where it is missing, and returns the
 * path of its page.
 *
 * @param command - gives the same run again; shown at the top of the page.
 */
export async function writeSimReport(
  directory: string,
  result: RunResult,
  recording: Recording,
  command: string,
): Promise<string> {
  await mkdir(directory, { recursive: true });
  const page = join(directory, 'index.html');
  await writeFile(page, renderSimReport(result, recording, command));
  return page;
}
