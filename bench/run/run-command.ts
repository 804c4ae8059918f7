import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cleanup } from '../../src/cli/command/cleanup.ts';
import { type Listening, listenForSignals } from '../../src/cli/command/interruption.ts';
import { LiveProgress } from '../../src/cli/command/live-progress.ts';
import { PACKAGE_ROOT } from '../../src/cli/command/package-root.ts';
import { reproduceCommand } from '../../src/cli/command/reproduce.ts';
import { shortPath } from '../../src/cli/command/short-path.ts';
import type { Streams } from '../../src/cli/command/streams.ts';
import { describeCommit } from '../machine/commit.ts';
import { describeMachine } from '../machine.ts';
import type { BenchOptions } from '../options/bench-options.ts';
import { summaryText } from '../print/summary.ts';
import type { BenchResults } from '../result/results.ts';
import { withoutRawSamples, writeResults } from '../result/results-file.ts';
import { verificationFailures } from '../result/verification.ts';
import type { Suites } from '../suites/suite.ts';
import { createRunDirectories, type RunDirectories } from './run-directory.ts';
import { noDisplay, runSuites } from './run-suites.ts';
import { unusedFlags } from './unused-flags.ts';

/** What a run is started with. */
export interface RunCommand {
  readonly options: BenchOptions;
  /** As typed, to tell how to repeat it. */
  readonly argv: readonly string[];
  readonly suites: Suites;
  readonly streams: Streams;
}

/**
 * Measures, writes results.json and index.html, and prints a summary.
 *
 * @returns 0, or 1 when a suite failed or lost data.
 * @throws UsageError before anything ran; Interrupted after everything was cleaned up.
 */
export async function runCommand(command: RunCommand): Promise<number> {
  const cleanup = new Cleanup();
  const listening = listenForSignals(cleanup);
  try {
    const directories = createRunDirectories(command.options, new Date(), cleanup);
    warnOfUnusedFlags(command);
    const results = await measure(command, directories, listening, cleanup);
    await writeAndPrint(command, directories, results);
    return (results.failures ?? []).length === 0 ? 0 : 1;
  } finally {
    cleanup.run();
    listening.stop();
  }
}

function warnOfUnusedFlags({ options, suites, streams }: RunCommand): void {
  const flags = unusedFlags(options, suites);
  if (flags.length > 0) {
    streams.stderr.write(`bench: ${flags.join(', ')}: no effect on ${options.suites.join(', ')}\n`);
  }
}

async function measure(
  { options, argv, suites, streams }: RunCommand,
  directories: RunDirectories,
  { signal }: Listening,
  cleanup: Cleanup,
): Promise<BenchResults> {
  const started = new Date();
  const machine = describeMachine(directories.scratch);
  const outcome = await runSuites(suites, {
    options,
    machine,
    directory: directories.scratch,
    signal,
    cleanup,
    showProgress: (title) =>
      streams.stderr.isTTY === true ? new LiveProgress(title, streams.stderr) : noDisplay,
  });
  const failures = [...outcome.failures, ...verificationFailures(outcome.suites)];
  return {
    schema: 1,
    kind: 'bench',
    commit: describeCommit(PACKAGE_ROOT),
    machine,
    suites: outcome.suites,
    startedAt: started.toISOString(),
    seconds: (Date.now() - started.getTime()) / 1000,
    command: reproduceCommand('bench', argv),
    ...(failures.length === 0 ? {} : { failures }),
  };
}

/** The results first: a report that cannot be drawn must not lose them. */
async function writeAndPrint(
  { options, streams }: RunCommand,
  directories: RunDirectories,
  results: BenchResults,
): Promise<void> {
  writeResults(join(directories.report, 'results.json'), results);
  const page = join(directories.report, 'index.html');
  const { renderBenchReport } = await import('../../reports/bench/bench-report.ts');
  writeFileSync(page, renderBenchReport(results));
  for (const { suite, message } of results.failures ?? []) {
    streams.stderr.write(`bench: ${suite} failed: ${message}\n`);
  }
  if (options.json) {
    const line = { ...withoutRawSamples(results), report: shortPath(page) };
    streams.stdout.write(`${JSON.stringify(line)}\n`);
  } else {
    streams.stdout.write(`${summaryText(results)}\n\nreport: ${shortPath(page)}\n`);
  }
}
