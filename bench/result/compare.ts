import type { BenchResults } from './results.ts';
import { IDENTITY, METRICS, type Metric } from './row-keys.ts';
import { SUITE_NAMES, type SuiteName } from './rows.ts';

export type Verdict = 'faster' | 'same' | 'slower';

/** One metric of one row, in both runs. */
export interface ComparedRow {
  readonly suite: SuiteName;
  /** The fields that say what the row is about. */
  readonly row: Readonly<Record<string, unknown>>;
  readonly metric: string;
  readonly before: number;
  readonly after: number;
  /** Speed after divided by speed before; above 1 is faster. */
  readonly ratio: number;
  readonly verdict: Verdict;
}

export interface Comparison {
  /** The slowest first. */
  readonly rows: readonly ComparedRow[];
  /** Rows that only the earlier run has, or only the later one. */
  readonly onlyBefore: number;
  readonly onlyAfter: number;
}

type Row = Readonly<Record<string, unknown>>;

/**
 * Matches the rows of two runs by what they are about and compares their speed.
 *
 * @param threshold - the change, as a share of the earlier value, above which a row is not the same.
 */
export function compareResults(
  before: BenchResults,
  after: BenchResults,
  threshold: number,
): Comparison {
  const rows: ComparedRow[] = [];
  let onlyBefore = 0;
  let onlyAfter = 0;
  for (const suite of SUITE_NAMES) {
    const earlier = keyed(suite, rowsOf(before, suite));
    const later = keyed(suite, rowsOf(after, suite));
    for (const [key, row] of earlier) {
      const match = later.get(key);
      onlyBefore += match === undefined ? 1 : 0;
      rows.push(...(match === undefined ? [] : comparedRow(suite, row, match, threshold)));
    }
    onlyAfter += [...later.keys()].filter((key) => !earlier.has(key)).length;
  }
  return { rows: rows.sort((a, b) => a.ratio - b.ratio), onlyBefore, onlyAfter };
}

function rowsOf(results: BenchResults, suite: SuiteName): readonly Row[] {
  return results.suites[suite]?.rows ?? [];
}

/** Rows by what they are about; the second of two equals gets a key of its own. */
function keyed(suite: SuiteName, rows: readonly Row[]): Map<string, Row> {
  const map = new Map<string, Row>();
  for (const row of rows) {
    const base = JSON.stringify(IDENTITY[suite].map((field) => row[field]));
    let key = base;
    for (let nth = 2; map.has(key); nth++) {
      key = `${base}#${nth}`;
    }
    map.set(key, row);
  }
  return map;
}

function comparedRow(suite: SuiteName, before: Row, after: Row, threshold: number): ComparedRow[] {
  const row = Object.fromEntries(IDENTITY[suite].map((field) => [field, before[field]]));
  return METRICS[suite].flatMap((metric) => {
    const from = before[metric.field];
    const to = after[metric.field];
    return typeof from === 'number' && typeof to === 'number' && from > 0
      ? [
          {
            suite,
            row,
            metric: metric.field,
            before: from,
            after: to,
            ...judge(metric, from, to, threshold),
          },
        ]
      : [];
  });
}

function judge(
  metric: Metric,
  before: number,
  after: number,
  threshold: number,
): { readonly ratio: number; readonly verdict: Verdict } {
  const higher = metric.better === 'higher';
  const gain = (higher ? after - before : before - after) / before;
  return {
    ratio: higher ? after / before : before / Math.max(after, Number.MIN_VALUE),
    verdict: gain < -threshold ? 'slower' : gain > threshold ? 'faster' : 'same',
  };
}
