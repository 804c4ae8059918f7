import { readFileSync, writeFileSync } from 'node:fs';
import type { z } from 'zod';
import { type BenchResults, benchResultsSchema } from './results.ts';
import { SUITE_NAMES } from './rows.ts';

/** Writes `results`, raw samples and all. */
export function writeResults(path: string, results: BenchResults): void {
  writeFileSync(path, `${JSON.stringify(results, null, 2)}\n`);
}

/** `results` without raw samples, for a line on stdout. */
export function withoutRawSamples(results: BenchResults): BenchResults {
  const suites = SUITE_NAMES.flatMap((name) => {
    const suite = results.suites[name];
    return suite === undefined ? [] : [[name, { ...suite, rows: suite.rows.map(bare) }] as const];
  });
  return { ...results, suites: Object.fromEntries(suites) };
}

/** Reads what `writeResults` wrote. @throws Error that says what is wrong, in one line. */
export function readResults(path: string): BenchResults {
  return parseResults(JSON.parse(readFileSync(path, 'utf8')));
}

/** Admits `raw` as results. @throws Error that names the first field that is wrong. */
export function parseResults(raw: unknown): BenchResults {
  const parsed = benchResultsSchema.safeParse(raw);
  if (parsed.success) {
    return parsed.data;
  }
  throw new Error(firstProblem(parsed.error));
}

function firstProblem(error: z.ZodError): string {
  const issue = error.issues[0];
  const path = issue?.path.map(String).join('.') ?? '';
  return `${path === '' ? 'the file' : path}: ${issue?.message ?? 'not as expected'}`;
}

function bare<Row extends object>(row: Row): Omit<Row, 'rawSamples'> {
  const copy: Row & { rawSamples?: unknown } = { ...row };
  delete copy.rawSamples;
  return copy;
}
