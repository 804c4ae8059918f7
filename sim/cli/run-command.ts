import { randomInt } from 'node:crypto';
import { Cleanup } from '../../src/cli/command/cleanup.ts';
import { listenForSignals, unlessAborted } from '../../src/cli/command/interruption.ts';
import { createReportDirectory } from '../../src/cli/command/report-directory.ts';
import type { Streams } from '../../src/cli/command/streams.ts';
import { EXIT_CODES } from '../run/verdict.ts';
import { type Comparison, compareWithOtherProcess } from './determinism.ts';
import { differenceText, writeDifference } from './difference-file.ts';
import { filesOfRun, refuseSharedFiles } from './distinct-files.ts';
import { failureScreen } from './failure-screen.ts';
import {
  MEASURED_PROFILE,
  type MeasuredSpeed,
  measuredLine,
  measureSpeed,
  speedText,
} from './measure-speed.ts';
import { headline, summaryOf } from './print-run.ts';
import { tellReplaced } from './replaced-run.ts';
import { reproduceVerdict } from './reproduce-run.ts';
import { writeRunFiles } from './run-files.ts';
import { runLine } from './run-line.ts';
import { RunPool } from './run-pool.ts';
import { showRun } from './show-run.ts';
import type { RunCommand } from './sim-command.ts';
import { configOrRefuse, toTask } from './to-task.ts';
import { refuseBadExports, writeExports } from './write-exports.ts';

/** Below this every seed is easy to type. */
const DRAWN_SEEDS = 2 ** 32;

/**
 * Runs one seed, writes its report and its capsule, and prints what it came to.
 *
 * @returns the exit code of its verdict.
 * @throws UsageError before anything ran; Interrupted after everything was cleaned up.
 */
export async function runCommand(command: RunCommand, streams: Streams): Promise<number> {
  const seed = command.seed ?? String(randomInt(DRAWN_SEEDS));
  const task = toTask(seed, command.choice);
  const config = configOrRefuse(task);
  refuseBadExports(command.exports);
  refuseSharedFiles([], filesOfRun(command.output.out, command.exports));
  const { json } = command.output;
  if (!json || command.seed === null) {
    const { scenario, mutant } = command.choice;
    const line = headline(seed, { config, scenario }, mutant);
    (json ? streams.stderr : streams.stdout).write(`${line}\n`);
  }
  const cleanup = new Cleanup();
  const { signal, stop } = listenForSignals(cleanup);
  try {
    const directory = createReportDirectory('sim', command.output.out, new Date(), cleanup);
    const pool = await RunPool.open(command.choice.mutant, 1, cleanup);
    const speed =
      config.profile === MEASURED_PROFILE
        ? await unlessAborted(measureSpeed(pool, task), signal)
        : null;
    const first = await unlessAborted(showRun(pool, task, config, streams), signal);
    const compared = command.checksDeterminism
      ? await unlessAborted(compareWithOtherProcess(first, task, command.choice, pool), signal)
      : { answer: first, difference: null };
    return await report(command, seed, compared, { directory, streams, speed });
  } finally {
    cleanup.run();
    stop();
  }
}

async function report(
  { choice, output, checksDeterminism, exports }: RunCommand,
  seed: string,
  { answer, difference }: Comparison,
  {
    directory,
    streams,
    speed,
  }: {
    readonly directory: string;
    readonly streams: Streams;
    readonly speed: MeasuredSpeed | null;
  },
): Promise<number> {
  tellReplaced(directory, answer.result, streams);
  const files = await writeRunFiles(directory, { seed, choice }, answer);
  const exported = writeExports(exports, answer);
  const { result } = answer;
  if (result.verdict !== 'pass') {
    const command = reproduceVerdict(seed, choice, EXIT_CODES[result.verdict]);
    const screen = failureScreen(command, answer, files);
    const people = output.json ? streams.stderr : streams.stdout;
    people.write(`${screen}\n`);
    if (difference !== null) {
      people.write(`${differenceText(difference, writeDifference(directory, difference))}\n`);
    }
  }
  if (output.json) {
    const line = { ...runLine(seed, choice, answer, files), exported, ...measuredLine(speed) };
    streams.stdout.write(`${JSON.stringify({ ...line, checksDeterminism, difference })}\n`);
  } else if (result.verdict === 'pass') {
    const verdict = checksDeterminism ? 'pass, with the same hash in a second process' : 'pass';
    streams.stdout.write(`${verdict}\n${summaryOf(answer, files)}\n`);
    if (speed !== null) {
      streams.stdout.write(`${speedText(speed)}\n`);
    }
  }
  return EXIT_CODES[result.verdict];
}
