import { readFileSync } from 'node:fs';
import { RaftLabError } from '../../src/base/errors.ts';
import { Cleanup } from '../../src/cli/command/cleanup.ts';
import { listenForSignals, unlessAborted } from '../../src/cli/command/interruption.ts';
import { createReportDirectory } from '../../src/cli/command/report-directory.ts';
import type { Streams } from '../../src/cli/command/streams.ts';
import { badValue, UsageError } from '../../src/cli/command/usage-error.ts';
import { signatureOf } from '../run/signature.ts';
import { EXIT_CODES } from '../run/verdict.ts';
import type { WorkerAnswer } from '../worker.ts';
import { type Capsule, parseCapsule } from './capsule.ts';
import { fileBehind, filesOfRun, refuseSharedFiles } from './distinct-files.ts';
import { failureScreen } from './failure-screen.ts';
import { headline, summaryOf } from './print-run.ts';
import { tellReplaced } from './replaced-run.ts';
import { writeRunFiles } from './run-files.ts';
import { type RunFiles, runLine } from './run-line.ts';
import { RunPool } from './run-pool.ts';
import { showRun } from './show-run.ts';
import type { ReplayCommand } from './sim-command.ts';
import { refuseBadExports, writeExports } from './write-exports.ts';

/**
 * Runs what a capsule holds, on the engine that it names, and compares the end with its own.
 *
 * @returns the exit code of the verdict.
 * @throws UsageError when the file is no capsule; Interrupted after everything was cleaned up.
 */
export async function replayCommand(command: ReplayCommand, streams: Streams): Promise<number> {
  const capsule = readCapsule(command.file);
  const { file, exports, output } = command;
  refuseBadExports(exports);
  refuseSharedFiles(fileBehind('--replay', file), filesOfRun(output.out, exports));
  const { seed, choice, replay } = capsule;
  const { json } = output;
  const told = json ? streams.stderr : streams.stdout;
  told.write(`replay of ${headline(seed, replay, choice.mutant)}\n`);
  const cleanup = new Cleanup();
  const { signal, stop } = listenForSignals(cleanup);
  try {
    const directory = createReportDirectory('sim', output.out, new Date(), cleanup);
    const pool = await RunPool.open(choice.mutant, 1, cleanup);
    const running = showRun(pool, replay, replay.config, streams);
    const answer = await unlessAborted(running, signal);
    tellReplaced(directory, answer.result, streams);
    const files = await writeRunFiles(directory, { seed, choice, replayed: file }, answer);
    writeExports(exports, answer);
    tell(command, capsule, answer, files, streams);
    return EXIT_CODES[answer.result.verdict];
  } finally {
    cleanup.run();
    stop();
  }
}

/** The capsule in `file`. @throws UsageError */
export function readCapsule(file: string): Capsule {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw badValue('--replay', file, `a file that can be read (${(error as Error).message})`);
  }
  try {
    return parseCapsule(text);
  } catch (error) {
    throw error instanceof RaftLabError
      ? new UsageError(`--replay "${file}": ${error.message}`)
      : error;
  }
}

function tell(
  { file, output }: ReplayCommand,
  capsule: Capsule,
  answer: WorkerAnswer,
  files: RunFiles,
  streams: Streams,
): void {
  const { result } = answer;
  const sameHash = result.hash === capsule.hash;
  const sameFailure = signatureOf(result.violation) === signatureOf(capsule.violation);
  const told = output.json ? streams.stderr : streams.stdout;
  told.write(
    result.verdict === 'pass'
      ? `pass\n${summaryOf(answer, files)}\n`
      : `${failureScreen(`npm run sim -- --replay ${file}`, answer, files)}\n`,
  );
  told.write(`${comparison(capsule, sameHash, sameFailure)}\n`);
  if (output.json) {
    const line = runLine(capsule.seed, capsule.choice, answer, files);
    const replayed = { file, sameHash, sameFailure };
    streams.stdout.write(`${JSON.stringify({ ...line, replayed })}\n`);
  }
}

function comparison(capsule: Capsule, sameHash: boolean, sameFailure: boolean): string {
  if (sameHash) {
    return 'the run that was recorded, event for event';
  }
  const recorded =
    capsule.violation === null ? 'passed' : `failed by oracle ${capsule.violation.oracle}`;
  return sameFailure
    ? `other events than were recorded, with the same end: that run ${recorded}`
    : `NOT the end that was recorded: that run ${recorded}`;
}
