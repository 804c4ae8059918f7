import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cleanup } from '../../src/cli/command/cleanup.ts';
import { listenForSignals, unlessAborted } from '../../src/cli/command/interruption.ts';
import { createReportDirectory } from '../../src/cli/command/report-directory.ts';
import { shortPath } from '../../src/cli/command/short-path.ts';
import type { Streams } from '../../src/cli/command/streams.ts';
import type { Replay, RunTask } from '../run/run-task.ts';
import { EXIT_CODES } from '../run/verdict.ts';
import type { ShrinkOutcome, Shrunk } from '../shrink/shrink.ts';
import type { WorkerAnswer } from '../worker.ts';
import { fileBehind, filesOfRun, refuseSharedFiles } from './distinct-files.ts';
import { headline } from './print-run.ts';
import { shrunkLines } from './print-shrunk.ts';
import { regressionTest } from './regression-test.ts';
import { tellReplaced } from './replaced-run.ts';
import { readCapsule } from './replay-command.ts';
import { REGRESSION_FILE, writeRunFiles } from './run-files.ts';
import { runLine } from './run-line.ts';
import { RunPool } from './run-pool.ts';
import { shrinkRun } from './shrink-run.ts';
import type { RunChoice, ShrinkCommand } from './sim-command.ts';
import { configOrRefuse, toTask } from './to-task.ts';

/** What is to be shrunk. */
interface Source {
  readonly seed: string;
  readonly choice: RunChoice;
  readonly task: RunTask | Replay;
}

/**
 * Makes the failing run of a seed or of a capsule smaller; writes the smaller run's report and
 * capsule, and a test that runs it.
 *
 * @returns the exit code of the failure, 0 when the run passes, 16 when its replay does not fail.
 * @throws UsageError before anything ran; Interrupted after everything was cleaned up.
 */
export async function shrinkCommand(command: ShrinkCommand, streams: Streams): Promise<number> {
  const source = sourceOf(command);
  const { seed, choice, task } = source;
  const file = command.what.kind === 'capsule' ? command.what.file : null;
  refuseSharedFiles(fileBehind('--replay', file), filesOfRun(command.output.out));
  const config = 'schedule' in task ? task.config : configOrRefuse(task);
  const told = command.output.json ? streams.stderr : streams.stdout;
  told.write(`shrinking ${headline(seed, { ...choice, config }, choice.mutant)}\n`);
  const cleanup = new Cleanup();
  const { signal, stop } = listenForSignals(cleanup);
  try {
    const directory = createReportDirectory('sim', command.output.out, new Date(), cleanup);
    const pool = await RunPool.open(choice.mutant, 1, cleanup);
    const shrinking = shrinkRun(pool, task, { secondsMax: command.secondsMax, streams });
    const outcome = await unlessAborted(shrinking, signal);
    return await report(command, source, outcome, directory, streams);
  } finally {
    cleanup.run();
    stop();
  }
}

function sourceOf({ what }: ShrinkCommand): Source {
  if (what.kind === 'capsule') {
    const { seed, choice, replay } = readCapsule(what.file);
    return { seed, choice, task: replay };
  }
  const { seed, choice } = what;
  return { seed, choice, task: toTask(seed, choice) };
}

async function report(
  { output }: ShrinkCommand,
  source: Source,
  outcome: ShrinkOutcome,
  directory: string,
  streams: Streams,
): Promise<number> {
  const told = output.json ? streams.stderr : streams.stdout;
  if (outcome.kind !== 'shrunk') {
    const isPass = outcome.kind === 'passed';
    const { verdict } = outcome.result;
    told.write(
      isPass
        ? `${verdict}: there is no failure to shrink\n`
        : `the replay of this run does not fail as the run did (${outcome.signature}): nothing was shrunk\n`,
    );
    const exitCode = isPass ? EXIT_CODES[verdict] : EXIT_CODES.harness;
    if (output.json) {
      const line = { schema: 1, kind: 'shrink', verdict, exitCode, outcome: outcome.kind };
      streams.stdout.write(`${JSON.stringify(line)}\n`);
    }
    return exitCode;
  }
  await writeAndTell(source, outcome, { directory, isJson: output.json }, streams);
  return EXIT_CODES[outcome.result.verdict];
}

async function writeAndTell(
  { seed, choice }: Source,
  outcome: Shrunk,
  { directory, isJson }: { readonly directory: string; readonly isJson: boolean },
  streams: Streams,
): Promise<void> {
  const { result, recording, history, replay } = outcome;
  const detail = { recording, history, schedule: replay.schedule };
  const answer: WorkerAnswer = { result, wallSeconds: outcome.seconds, detail, trace: null };
  tellReplaced(directory, result, streams);
  const files = await writeRunFiles(directory, { seed, choice, shrunk: outcome }, answer);
  const testFile = join(directory, REGRESSION_FILE);
  writeFileSync(testFile, regressionTest(seed, outcome));
  const paths = { ...files, test: shortPath(testFile) };
  const told = isJson ? streams.stderr : streams.stdout;
  told.write(`${shrunkLines(outcome, paths).join('\n')}\n`);
  if (isJson) {
    const { words, signature, before, after, blame, trials, isMinimal, seconds } = outcome;
    const shrunk = { words, signature, before, after, blame, trials, isMinimal, seconds };
    const line = { ...runLine(seed, choice, answer, files), kind: 'shrink', shrunk };
    streams.stdout.write(`${JSON.stringify({ ...line, test: paths.test })}\n`);
  }
}
