import type { Chart, Series } from '../charts/chart.ts';
import { distinct } from './grouped.ts';

/** How to read a bar chart out of rows. */
export interface BarsOf<Row> {
  readonly title: string;
  readonly axis: string;
  readonly rows: readonly Row[];
  /** What the bars of one group have in common. */
  readonly label: (row: Row) => string;
  /** What tells the bars of one group apart. */
  readonly series: (row: Row) => string;
  readonly value: (row: Row) => number;
  readonly format: (value: number) => string;
  /** Sorts the labels; the order of the rows when absent. */
  readonly order?: (labels: readonly string[]) => string[];
}

/** Bars grouped by label, one for each series; a missing row leaves a gap. */
export function barsOf<Row>(parts: BarsOf<Row>): Chart {
  const { title, axis, rows, format, order } = parts;
  const found = distinct(rows, parts.label);
  const labels = order === undefined ? found : order(found);
  const series = distinct(rows, parts.series).map((name): Series => {
    const own = rows.filter((row) => parts.series(row) === name);
    const valueAt = (label: string): number | null => {
      const row = own.find((candidate) => parts.label(candidate) === label);
      return row === undefined ? null : parts.value(row);
    };
    return { name, values: labels.map(valueAt) };
  });
  return { kind: 'bars', title, axis, labels, series, format };
}
