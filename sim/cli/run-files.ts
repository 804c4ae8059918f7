import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shortPath } from '../../src/cli/command/short-path.ts';
import { kvWords } from '../checker/foreign/vocabularies/kv-words.ts';
import { writePorcupineKv } from '../checker/foreign/write-history.ts';
import type { WorkerAnswer } from '../worker.ts';
import { capsuleText } from './capsule.ts';
import type { RunFiles } from './run-line.ts';
import { commandOf, originWords, type RunOrigin } from './run-origin.ts';

/** The capsule of a run, in the directory of its report. */
export const CAPSULE_FILE = 'run.sim.json';
const REPORT_FILE = 'index.html';
const HISTORY_FILE = 'history.edn';
/** A test that runs the capsule of what was shrunk. */
export const REGRESSION_FILE = 'regression.test.ts';
/** Everything that a run may leave in its directory. */
export const REPORT_FILES = [CAPSULE_FILE, REPORT_FILE, HISTORY_FILE, REGRESSION_FILE] as const;

/**
 * Writes what is left of a run: the report, the capsule that stands for the run, and the history of
 * its clients, which `check` and other checkers read.
 */
export async function writeRunFiles(
  directory: string,
  origin: RunOrigin,
  answer: WorkerAnswer,
): Promise<RunFiles> {
  const { result, detail } = answer;
  const { seed, choice } = origin;
  const capsule = join(directory, CAPSULE_FILE);
  const report = join(directory, REPORT_FILE);
  if (detail !== null) {
    writeFileSync(capsule, capsuleText(seed, choice, answer, detail.schedule));
    writeFileSync(join(directory, HISTORY_FILE), writePorcupineKv(detail.history, kvWords));
    // Loaded only now: a sweep without failures draws nothing.
    const { writeSimReport } = await import('../../reports/sim/write-sim-report.ts');
    await writeSimReport(directory, result, detail.recording, {
      command: commandOf(origin, capsule),
      mutant: choice.mutant,
      origin: originWords(origin),
    });
  }
  return { report: shortPath(report), capsule: shortPath(capsule) };
}
