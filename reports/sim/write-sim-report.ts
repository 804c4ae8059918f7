import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Recording } from '../../sim/record/recording.ts';
import type { RunResult } from '../../sim/run/run-result.ts';
import { renderSimReport, type ToldRun } from './sim-report.ts';

/**
 * Writes the report of a run into `directory`, which is created where it is missing, and returns the
 * path of its page.
 */
export async function writeSimReport(
  directory: string,
  result: RunResult,
  recording: Recording,
  told: ToldRun,
): Promise<string> {
  await mkdir(directory, { recursive: true });
  const page = join(directory, 'index.html');
  await writeFile(page, renderSimReport(result, recording, told));
  return page;
}
