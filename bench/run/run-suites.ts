import type { Cleanup } from '../../src/cli/command/cleanup.ts';
import { unlessAborted } from '../../src/cli/command/interruption.ts';
import { type Progress, silentProgress } from '../../src/cli/command/progress.ts';
import type { BenchOptions } from '../options/bench-options.ts';
import type { Failure, Machine, SuiteResult, SuiteResults } from '../result/results.ts';
import type { SuiteName, SuiteRows } from '../result/rows.ts';
import type { Suite, SuiteContext, Suites } from '../suites/suite.ts';

/** What the suites of a run share. */
export interface RunContext {
  readonly options: BenchOptions;
  readonly machine: Machine;
  readonly directory: string;
  readonly signal: AbortSignal;
  readonly cleanup: Cleanup;
  /** The display for one suite. */
  readonly showProgress: (title: string) => ClosableProgress;
}

export interface ClosableProgress extends Progress {
  close(): void;
}

/** What came out of it. A suite that failed has no rows. */
export interface RunOutcome {
  readonly suites: SuiteResults;
  readonly failures: readonly Failure[];
}

/** A display that shows nothing. */
export const noDisplay: ClosableProgress = { ...silentProgress, close: () => undefined };

/**
 * Runs the chosen suites one after the other; one that fails does not keep the others from
 * running.
 *
 * @throws the signal's reason when it is aborted.
 */
export async function runSuites(suites: Suites, context: RunContext): Promise<RunOutcome> {
  const names = context.options.suites;
  const results: [SuiteName, SuiteResult<unknown>][] = [];
  const failures: Failure[] = [];
  for (const [at, name] of names.entries()) {
    const title = `${name} (${at + 1} of ${names.length})`;
    try {
      results.push([name, await runSuite(suites[name], title, context)]);
    } catch (error) {
      context.signal.throwIfAborted();
      failures.push({ suite: name, message: error instanceof Error ? error.message : `${error}` });
    }
  }
  return { suites: Object.fromEntries(results), failures };
}

async function runSuite<Name extends SuiteName>(
  suite: Suite<Name> | undefined,
  title: string,
  context: RunContext,
): Promise<SuiteResult<SuiteRows[Name]>> {
  if (suite === undefined) {
    throw new Error('not available in this build');
  }
  const notes: string[] = [];
  const progress = context.showProgress(title);
  const startMs = performance.now();
  try {
    const rows = await unlessAborted(
      suite.run(suiteContext(context, progress, notes)),
      context.signal,
    );
    return { rows, notes, seconds: (performance.now() - startMs) / 1000 };
  } finally {
    progress.close();
  }
}

function suiteContext(context: RunContext, progress: Progress, notes: string[]): SuiteContext {
  const { options, machine, directory, signal, cleanup } = context;
  const note = (sentence: string): void => void notes.push(sentence);
  return { options, machine, directory, signal, cleanup, progress, note };
}
