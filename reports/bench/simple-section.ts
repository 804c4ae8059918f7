import { measured } from '../../bench/result/columns.ts';
import { formatCount, formatNumber } from '../../bench/result/format.ts';
import type { BenchResults } from '../../bench/result/results.ts';
import type { SimpleRow } from '../../bench/result/rows.ts';
import { mean, median } from '../../bench/result/statistics.ts';
import type { Section } from '../html/section.ts';
import { barsOf } from './bars.ts';
import { suiteSection } from './section.ts';

/** What mraft's authors measured, in avg µs/op, by threads × connections × requests (BM-01). */
const SEED_US: Readonly<Record<string, number>> = {
  '5 × 5 × 1000': 2062.8,
  '1 × 1 × 1000': 99.3,
  '10 × 1 × 1000': 812.8,
  '10 × 4 × 1000': 3441,
};

/** TCP without Raft or disk. */
export function simpleSection(results: BenchResults): Section {
  const rows = results.suites.simple?.rows ?? [];
  return suiteSection(
    {
      suite: 'simple',
      title: 'TCP and decoding alone',
      lead: 'One server process, no Raft, no disk: what receiving, decoding and answering a record costs by itself.',
      charts: [
        barsOf({
          title: 'Requests per second, by threads × connections × requests',
          axis: 'requests per second',
          rows,
          label: shapeOf,
          series: () => 'requests per second',
          value: (row) => row.opsPerSecond,
          format: formatCount,
        }),
      ],
      moreColumns: [
        measured('mean ops/s', (row: SimpleRow) => repeated(row, mean)),
        measured('median ops/s', (row: SimpleRow) => repeated(row, median)),
        measured('mraft’s avg µs/op (iMac, 2013)', seedFigure),
      ],
    },
    results,
  );
}

function shapeOf(row: SimpleRow): string {
  return `${row.threads} × ${row.connections} × ${row.requests}`;
}

/** Over all repetitions. */
function repeated(row: SimpleRow, summary: (values: readonly number[]) => number): string {
  return formatCount(summary(row.rawSamples ?? [row.opsPerSecond]));
}

function seedFigure(row: SimpleRow): string {
  const us = SEED_US[shapeOf(row)];
  return us === undefined ? '–' : formatNumber(us);
}
