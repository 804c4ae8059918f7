import type { Streams } from '../../src/cli/command/streams.ts';
import { badValue } from '../../src/cli/command/usage-error.ts';
import type { CompareOptions } from '../options/bench-options.ts';
import { comparisonText } from '../print/comparison.ts';
import { type Comparison, compareResults } from '../result/compare.ts';
import type { BenchResults } from '../result/results.ts';
import { readResults } from '../result/results-file.ts';

/**
 * Compares two earlier runs and prints what changed.
 *
 * @returns 0, or 1 when something got slower by more than the threshold or nothing was comparable.
 * @throws UsageError when a file is no results file.
 */
export function compareCommand(options: CompareOptions, streams: Streams): number {
  const before = read(options.before);
  const after = read(options.after);
  const comparison = compareResults(before, after, options.threshold);
  const slower = comparison.rows.filter((row) => row.verdict === 'slower').length;
  streams.stdout.write(
    options.json
      ? `${JSON.stringify(comparisonLine(options, before, after, comparison, slower))}\n`
      : `${comparisonText(before, after, comparison, options.threshold)}\n`,
  );
  return slower > 0 || comparison.rows.length === 0 ? 1 : 0;
}

function comparisonLine(
  options: CompareOptions,
  before: BenchResults,
  after: BenchResults,
  comparison: Comparison,
  slower: number,
): object {
  return {
    schema: 1,
    kind: 'compare',
    before: { file: options.before, commit: before.commit },
    after: { file: options.after, commit: after.commit },
    threshold: options.threshold,
    slower,
    ...comparison,
  };
}

function read(file: string): BenchResults {
  try {
    return readResults(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw badValue('--compare', file, `a results.json of an earlier run (${reason})`);
  }
}
