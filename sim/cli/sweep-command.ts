import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cleanup } from '../../src/cli/command/cleanup.ts';
import { listenForSignals, unlessAborted } from '../../src/cli/command/interruption.ts';
import { LiveProgress } from '../../src/cli/command/live-progress.ts';
import { type Progress, silentProgress } from '../../src/cli/command/progress.ts';
import { createDirectory, createReportDirectory } from '../../src/cli/command/report-directory.ts';
import { shortPath } from '../../src/cli/command/short-path.ts';
import type { Streams } from '../../src/cli/command/streams.ts';
import { EXIT_CODES } from '../run/verdict.ts';
import { compareWithOtherProcess } from './determinism.ts';
import { isSampled } from './determinism-sample.ts';
import { writeDifference } from './difference-file.ts';
import { checkCanary } from './mutants/canary-check.ts';
import { sweepSummary } from './print-sweep.ts';
import { writeRunFiles } from './run-files.ts';
import { RunPool } from './run-pool.ts';
import type { SweepCommand } from './sim-command.ts';
import { type SweepTiming, sweepExitCode, sweepLine } from './sweep-line.ts';
import { failureText, SweepTotals } from './sweep-totals.ts';
import { configOrRefuse, toTask } from './to-task.ts';

const MS_PER_MINUTE = 60_000;

/**
 * Runs every seed of a range, on as many threads as jobs; goes on past failures.
 *
 * @returns the exit code of the failing run with the lowest seed, 0 when all passed.
 * @throws UsageError before anything ran; Interrupted after everything was cleaned up.
 */
export async function sweepCommand(command: SweepCommand, streams: Streams): Promise<number> {
  // What a choice can be refused for holds for every seed.
  configOrRefuse(toTask(String(command.first), command.choice));
  const cleanup = new Cleanup();
  const { signal, stop } = listenForSignals(cleanup);
  try {
    const directory = createReportDirectory('sim', command.output.out, new Date(), cleanup);
    const pool = await RunPool.open(command.choice.mutant, command.jobs, cleanup);
    const totals = new SweepTotals();
    const canary = checkCanary(command.first);
    const swept = Promise.all([sweep(command, pool, totals, streams), canary]);
    const [timing, found] = await unlessAborted(swept, signal);
    const report = await unlessAborted(reportFailures(command, pool, totals, directory), signal);
    const line = sweepLine(command, totals, { ...timing, canary: found }, report);
    writeFileSync(join(directory, 'sweep.json'), `${JSON.stringify(line, null, 2)}\n`);
    streams.stdout.write(
      command.output.json
        ? `${JSON.stringify(line)}\n`
        : `${sweepSummary(command, totals, { ...timing, canary: found }, report)}\n`,
    );
    return sweepExitCode(totals, found);
  } finally {
    cleanup.run();
    stop();
  }
}

async function sweep(
  command: SweepCommand,
  pool: RunPool,
  totals: SweepTotals,
  streams: Streams,
): Promise<Omit<SweepTiming, 'canary'>> {
  const startMs = performance.now();
  const { first, last, jobs, minutes, failuresMax } = command;
  const endMs = minutes === null ? Infinity : startMs + minutes * MS_PER_MINUTE;
  const display =
    streams.stderr.isTTY === true
      ? new LiveProgress(`seeds ${first}..${last}`, streams.stderr)
      : null;
  display?.expect(last - first + 1);
  let next = first;
  const worker = async () => {
    while (next <= last && performance.now() < endMs && totals.failures.length < failuresMax) {
      await runOne(next++, command, pool, totals, display ?? silentProgress);
    }
  };
  try {
    await Promise.all(Array.from({ length: jobs }, worker));
  } finally {
    display?.close();
  }
  return { wallSeconds: (performance.now() - startMs) / 1000, notRun: last + 1 - next };
}

async function runOne(
  seed: number,
  { choice, checksDeterminism: checksAll }: SweepCommand,
  pool: RunPool,
  totals: SweepTotals,
  progress: Progress,
): Promise<void> {
  const task = toTask(String(seed), choice);
  try {
    const first = await pool.run({ task, inDetail: false, progress: null });
    const isCompared = checksAll || isSampled(seed) || first.result.verdict !== 'pass';
    const compared = isCompared ? await compareWithOtherProcess(first, task, choice, pool) : null;
    totals.add(seed, compared?.answer ?? first, compared);
  } catch (error) {
    totals.addBroken(seed, error as Error);
  }
  const { failures } = totals;
  progress.working(
    failures.length === 0
      ? 'no failure'
      : `${failures.length} failed, ${failureText(failures[0] as (typeof failures)[number])}`,
  );
  progress.advance();
}

/** Runs failing seeds again in detail; returns the report of the lowest, null without failures. */
async function reportFailures(
  { choice, reportsAll }: SweepCommand,
  pool: RunPool,
  { failures, differences }: SweepTotals,
  directory: string,
): Promise<string | null> {
  const seen = failures.filter(({ exitCode }) => exitCode !== EXIT_CODES.harness);
  let lowest: string | null = null;
  for (const { seed } of reportsAll ? seen : seen.slice(0, 1)) {
    const task = toTask(seed, choice);
    const answer = await pool.run({ task, inDetail: true, progress: null });
    const home = createDirectory(join(directory, `seed-${seed}`), new Cleanup());
    const files = await writeRunFiles(home, seed, choice, answer);
    const difference = differences.get(seed);
    if (difference !== undefined) {
      writeDifference(home, difference);
    }
    lowest ??= shortPath(files.report);
  }
  return lowest;
}
