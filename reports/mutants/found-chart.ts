import type { ScoreRow } from '../../sim/cli/mutants/score.ts';
import type { Chart } from '../charts/chart.ts';

const RUNS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
const TIERS = [1, 2, 3];
const PERCENT = 100;

/** Which share of each tier was found within so many runs. */
export function foundChart(rows: readonly ScoreRow[]): Chart {
  const most = Math.max(1, ...rows.map(({ seeds, survivedRuns }) => seeds ?? survivedRuns));
  const shown = RUNS.filter((_, at) => at === 0 || (RUNS[at - 1] as number) < most);
  return {
    kind: 'lines',
    title: 'Found within so many runs',
    axis: 'share of the tier’s mutants, %',
    labels: shown.map(String),
    series: TIERS.map((tier) => ({
      name: `tier ${tier}`,
      values: shown.map((runs) => foundShare(rows, tier, runs)),
    })).filter(({ values }) => values.some((value) => value !== null)),
    format: (value) => `${Math.round(value)} %`,
  };
}

/** Which oracle found how many. */
export function oracleChart(rows: readonly ScoreRow[]): Chart {
  const counts = new Map<string, number>();
  for (const { oracle, tier } of rows) {
    if (oracle !== null && tier !== 0 && tier !== 'harmless') {
      counts.set(oracle, (counts.get(oracle) ?? 0) + 1);
    }
  }
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return {
    kind: 'bars',
    title: 'Who found them',
    axis: 'mutants that the oracle was the first to find',
    labels: sorted.map(([oracle]) => oracle),
    series: [{ name: 'mutants', values: sorted.map(([, count]) => count) }],
    format: (value) => String(value),
  };
}

function foundShare(rows: readonly ScoreRow[], tier: number, runs: number): number | null {
  const all = rows.filter((row) => row.tier === tier);
  const found = all.filter(({ seeds }) => seeds !== null && seeds <= runs);
  return all.length === 0 ? null : (PERCENT * found.length) / all.length;
}
