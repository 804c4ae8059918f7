import { readFileSync } from 'node:fs';
import type { BenchResults } from '../../bench/result/results.ts';
import { parseResults } from '../../bench/result/results-file.ts';

/** A run with rows in every suite, as it lies in a file. */
export const SAMPLE_FILE = 'test/bench/fixtures/results-all-suites.json';

/** The same, read. */
export function sampleResults(): BenchResults {
  return parseResults(JSON.parse(readFileSync(SAMPLE_FILE, 'utf8')));
}
