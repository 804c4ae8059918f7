import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { neverReachedText } from '../../reports/sweep/situations/situations-section.ts';
import { present } from '../../src/base/invariant.ts';
import { Cleanup } from '../../src/cli/command/cleanup.ts';
import {
  Interrupted,
  listenForSignals,
  unlessAborted,
} from '../../src/cli/command/interruption.ts';
import { LiveProgress } from '../../src/cli/command/live-progress.ts';
import { type Progress, silentProgress } from '../../src/cli/command/progress.ts';
import { createDirectory, createReportDirectory } from '../../src/cli/command/report-directory.ts';
import { shortPath } from '../../src/cli/command/short-path.ts';
import type { Streams } from '../../src/cli/command/streams.ts';
import { EXIT_CODES } from '../run/verdict.ts';
import { positionsIn } from '../situations/situation-counts.ts';
import type { Steering } from '../steering/steering.ts';
import { compareWithOtherProcess } from './determinism.ts';
import { isSampled } from './determinism-sample.ts';
import { writeDifference } from './difference-file.ts';
import { checkCanary } from './mutants/canary-check.ts';
import { situationsText, sweepSummary } from './print-sweep.ts';
import { resumeSweep } from './reproduce-run.ts';
import { writeRunFiles } from './run-files.ts';
import { RunPool } from './run-pool.ts';
import { SeedSession } from './seed-session.ts';
import type { SweepCommand } from './sim-command.ts';
import { SituationSession } from './situation-session.ts';
import { sweepExitCode, sweepLine } from './sweep-line.ts';
import { nextSeed, steeringOf } from './sweep-steering.ts';
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
    const parts = { pool, session, situations, steering, totals };
    const swept = sweep(command, parts, streams, signal);
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
        ? await unlessAborted(reportFailures(command, pool, totals, directory), signal)
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

/** What a sweep works with. */
interface SweepParts {
  readonly pool: RunPool;
  readonly session: SeedSession;
  readonly situations: SituationSession;
  /** null: seeds are run by rising number. */
  readonly steering: Steering | null;
  readonly totals: SweepTotals;
}

async function sweep(
  command: SweepCommand,
  parts: SweepParts,
  streams: Streams,
  signal: AbortSignal,
): Promise<void> {
  const { first, last, jobs, minutes, runsMax, failuresMax } = command;
  const { session, totals } = parts;
  let runsLeft = runsMax ?? Infinity;
  const endMs = minutes === null ? Infinity : performance.now() + minutes * MS_PER_MINUTE;
  const display =
    streams.stderr.isTTY === true
      ? new LiveProgress(`seeds ${first}..${last}`, streams.stderr)
      : null;
  display?.expect(Math.min(session.left(), runsLeft));
  signal.addEventListener('abort', () => display?.close());
  const isOn = () =>
    !signal.aborted &&
    performance.now() < endMs &&
    totals.failures.length < failuresMax &&
    runsLeft > 0;
  const worker = async () => {
    for (let seed = nextOf(parts, isOn); seed !== null; seed = nextOf(parts, isOn)) {
      runsLeft--;
      await runOne(seed, command, parts, display ?? silentProgress);
    }
  };
  try {
    await Promise.all(Array.from({ length: jobs }, worker));
  } finally {
    display?.close();
  }
}

function nextOf({ session, steering }: SweepParts, isOn: () => boolean): number | null {
  return isOn() ? nextSeed(session, steering) : null;
}

async function runOne(
  seed: number,
  { choice, checksDeterminism: checksAll }: SweepCommand,
  { pool, session, situations, steering, totals }: SweepParts,
  progress: Progress,
): Promise<void> {
  const task = toTask(String(seed), choice);
  try {
    const first = await pool.run({
      task,
      inDetail: false,
      countsSituations: true,
      progress: null,
    });
    const isCompared = checksAll || isSampled(seed) || first.result.verdict !== 'pass';
    const compared = isCompared ? await compareWithOtherProcess(first, task, choice, pool) : null;
    const failure = totals.add(seed, compared?.answer ?? first, compared);
    session.note(seed, { wallSeconds: first.wallSeconds, isCompared }, failure);
    const counts = present(first.situations, 'situations are counted when that is asked for');
    situations.note(seed, counts, first.result.config);
    steering?.learn(seed, positionsIn(counts.cells));
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

/** Runs failing seeds again in detail; returns their reports, relative to the sweep's, by seed. */
async function reportFailures(
  { choice, reportsAll }: SweepCommand,
  pool: RunPool,
  { failures, differences }: SweepTotals,
  directory: string,
): Promise<Map<string, string>> {
  const seen = failures.filter(({ exitCode }) => exitCode !== EXIT_CODES.harness);
  const reports = new Map<string, string>();
  for (const { seed } of reportsAll ? seen : seen.slice(0, 1)) {
    const task = toTask(seed, choice);
    const answer = await pool.run({ task, inDetail: true, progress: null });
    const home = createDirectory(join(directory, `seed-${seed}`), new Cleanup());
    await writeRunFiles(home, seed, choice, answer);
    reports.set(seed, `seed-${seed}/index.html`);
    const difference = differences.get(seed);
    if (difference !== undefined) {
      writeDifference(home, difference);
    }
  }
  return reports;
}
