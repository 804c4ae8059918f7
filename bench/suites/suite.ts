import type { Cleanup } from '../../src/cli/command/cleanup.ts';
import type { Progress } from '../../src/cli/command/progress.ts';
import type { BenchOptions, Sizes } from '../options/bench-options.ts';
import type { Machine } from '../result/results.ts';
import type { SuiteName, SuiteRows } from '../result/rows.ts';

/** What a suite gets to work with. */
export interface SuiteContext {
  readonly options: BenchOptions;
  readonly machine: Machine;
  readonly progress: Progress;
  /** Aborted when the user gives up; long work looks at it every 100 ms or so. */
  readonly signal: AbortSignal;
  /** An empty directory on the disk to measure; removed after the run. */
  readonly directory: string;
  /** What must be undone even when the suite fails or is interrupted, such as child processes. */
  readonly cleanup: Cleanup;
  /** Adds a sentence to the report: how it was measured, or what to beware of. */
  note(sentence: string): void;
}

/** One benchmark: chooses its sizes from the options and returns rows. */
export interface Suite<Name extends SuiteName> {
  readonly name: Name;
  /** The sizes of the command line that it obeys; the user is told when one has no effect. */
  readonly uses: readonly (keyof Sizes)[];
  /** @throws when it could not be measured; rows are then lost. */
  run(context: SuiteContext): Promise<readonly SuiteRows[Name][]>;
}

/** The suites of a build. */
export type Suites = { readonly [Name in SuiteName]?: Suite<Name> };
