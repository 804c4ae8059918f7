import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { neverReachedText } from '../../reports/sweep/situations/situations-section.ts';
import { Cleanup } from '../../src/cli/command/cleanup.ts';
import {
  Interrupted,
  listenForSignals,
  unlessAborted,
} from '../../src/cli/command/interruption.ts';
import { createDirectory, createReportDirectory } from '../../src/cli/command/report-directory.ts';
import { shortPath } from '../../src/cli/command/short-path.ts';
import type { Streams } from '../../src/cli/command/streams.ts';
import { EXIT_CODES } from '../run/verdict.ts';
import { writeDifference } from './difference-file.ts';
import { checkCanary } from './mutants/canary-check.ts';
import { situationsText, sweepSummary } from './print-sweep.ts';
import { tellReplaced } from './replaced-run.ts';
import { resumeSweep } from './reproduce-run.ts';
import { writeRunFiles } from './run-files.ts';
import { RunPool } from './run-pool.ts';
import { SeedSession } from './seed-session.ts';
import type { SweepCommand } from './sim-command.ts';
import { SituationSession } from './situation-session.ts';
import { sweepExitCode, sweepLine } from './sweep-line.ts';
import { runSeeds } from './sweep-runs.ts';
import { steeringOf } from './sweep-steering.ts';
import { SweepTotals } from './sweep-totals.ts';
import { configOrRefuse, toTask } from './to-task.ts';

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
    const session = new SeedSession(command, directory);
    const situations = new SituationSession(command, directory, session.key);
    for (const notice of [...session.notices, ...situations.notices]) {
      streams.stderr.write(`sim: ${notice}\n`);
    }
    const pool = await RunPool.open(command.choice.mutant, command.jobs, cleanup);
    const totals = new SweepTotals();
    const startMs = performance.now();
    const canary = checkCanary(command.first);
    const steering = steeringOf(command, situations);
    const parts = { pool, session, situations, steering, totals, signal };
    const swept = runSeeds(command, parts, streams);
    const interrupted = await untilInterrupted(Promise.all([swept, canary]), signal);
    session.close();
    situations.close();
    const resumed = session.others();
    const timing = {
      wallSeconds: (performance.now() - startMs) / 1000,
      notRun: session.left(),
      resumed,
      canary: interrupted === null ? await canary : null,
    };
    const runReports =
      interrupted === null
        ? await unlessAborted(reportFailures(command, { pool, totals, directory }, streams), signal)
        : new Map<string, string>();
    const report = join(directory, 'index.html');
    const line = sweepLine(command, totals, timing, {
      interrupted: interrupted !== null,
      store: session.file,
      steered: command.steers,
      situations: situations.summary,
      exitCode: interrupted?.exitCode ?? sweepExitCode(totals, timing.canary, resumed),
      runReports,
      report: shortPath(report),
    });
    writeFileSync(join(directory, 'sweep.json'), `${JSON.stringify(line, null, 2)}\n`);
    // Loaded only now: most of what a sweep does needs no page.
    const { renderSweepReport } = await import('../../reports/sweep/sweep-report.ts');
    const seen = situations.reportWith(steering?.weights ?? []);
    writeFileSync(report, renderSweepReport(line, seen));
    writeFileSync(join(directory, 'never-reached.txt'), neverReachedText(situations.totals));
    const summary = [
      sweepSummary(command, totals, timing, line.report),
      situationsText(situations.summary),
      ...(timing.notRun === 0 ? [] : [`go on with: ${resumeSweep(command, session.file)}`]),
    ].join('\n');
    streams.stdout.write(command.output.json ? `${JSON.stringify(line)}\n` : `${summary}\n`);
    if (interrupted !== null) {
      throw interrupted;
    }
    return line.exitCode;
  } finally {
    cleanup.run();
    stop();
  }
}

/** Waits for `work`; returns the interruption that came first, or null. */
async function untilInterrupted(
  work: Promise<unknown>,
  signal: AbortSignal,
): Promise<Interrupted | null> {
  try {
    await unlessAborted(work, signal);
    return null;
  } catch (error) {
    if (error instanceof Interrupted) {
      work.catch(() => undefined);
      return error;
    }
    throw error;
  }
}

/** Runs failing seeds again in detail; returns their reports, relative to the sweep's, by seed. */
async function reportFailures(
  { choice, reportsAll }: SweepCommand,
  {
    pool,
    totals: { failures, differences },
    directory,
  }: {
    readonly pool: RunPool;
    readonly totals: SweepTotals;
    readonly directory: string;
  },
  streams: Streams,
): Promise<Map<string, string>> {
  const seen = failures.filter(({ exitCode }) => exitCode !== EXIT_CODES.harness);
  const reports = new Map<string, string>();
  for (const { seed } of reportsAll ? seen : seen.slice(0, 1)) {
    const task = toTask(seed, choice);
    const answer = await pool.run({ task, inDetail: true, progress: null });
    const home = createDirectory(join(directory, `seed-${seed}`), new Cleanup());
    tellReplaced(home, answer.result, streams);
    await writeRunFiles(home, { seed, choice }, answer);
    reports.set(seed, `seed-${seed}/index.html`);
    const difference = differences.get(seed);
    if (difference !== undefined) {
      writeDifference(home, difference);
    }
  }
  return reports;
}
