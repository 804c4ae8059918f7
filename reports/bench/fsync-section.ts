import { formatCount, formatMicros, formatNumber } from '../../bench/result/format.ts';
import type { BenchResults } from '../../bench/result/results.ts';
import type { FsyncRow } from '../../bench/result/rows.ts';
import type { Chart } from '../charts/chart.ts';
import type { Section } from '../html/section.ts';
import { barsOf } from './bars.ts';
import { inModeOrder } from './mode-order.ts';
import { suiteSection } from './section.ts';

const PATH_NAMES: Readonly<Record<FsyncRow['path'], string>> = {
  sync: 'on the event loop',
  async: 'through callbacks',
  worker: 'in a worker thread',
};

/** The disk by itself. */
export function fsyncSection(results: BenchResults): Section {
  const rows = results.suites.fsync?.rows ?? [];
  return suiteSection(
    {
      suite: 'fsync',
      title: 'The disk: what one durable write costs',
      lead: leadOf(rows),
      charts: [byPath(rows), byWrites(rows), bySize(rows)].filter(
        (chart) => chart.labels.length > 0,
      ),
    },
    results,
  );
}

function leadOf(rows: readonly FsyncRow[]): string {
  const durable = rows.filter(isSingleDurable).sort((a, b) => a.usPerOp - b.usPerOp);
  const [fastest] = durable;
  const none = rows.find((row) => row.test === '8kB write' && row.mode === 'none');
  if (fastest === undefined) {
    return 'No durable write was measured.';
  }
  const without =
    none === undefined
      ? ''
      : ` A write that waits for nothing takes ${formatMicros(none.usPerOp)}.`;
  return `The cheapest way to make 8 kB durable is ${fastest.mode} ${PATH_NAMES[fastest.path]}: ${formatMicros(fastest.usPerOp)} on average.${without}`;
}

function isSingleDurable(row: FsyncRow): boolean {
  return row.test === '8kB write' && row.mode !== 'none';
}

function byPath(rows: readonly FsyncRow[]): Chart {
  return barsOf({
    title: 'One durable 8 kB write, by who waits for the disk',
    axis: 'writes per second',
    rows: rows.filter(isSingleDurable),
    label: (row) => row.mode,
    series: (row) => PATH_NAMES[row.path],
    value: (row) => row.opsPerSecond,
    format: formatCount,
    order: inModeOrder,
  });
}

function byWrites(rows: readonly FsyncRow[]): Chart {
  return barsOf({
    title: 'One and two writes before a sync',
    axis: 'µs, mean',
    rows: rows.filter(
      (row) =>
        row.path === 'sync' &&
        row.mode !== 'none' &&
        (row.test === '8kB write' || row.test === 'two 8kB writes'),
    ),
    label: (row) => row.mode,
    series: (row) => row.test,
    value: (row) => row.usPerOp,
    format: formatNumber,
    order: inModeOrder,
  });
}

function bySize(rows: readonly FsyncRow[]): Chart {
  return barsOf({
    title: '16 kB in one write or in many, each durable (O_SYNC)',
    axis: 'µs for all 16 kB, mean',
    rows: rows.filter((row) => / x /.test(row.test)),
    label: (row) => row.test.replace(' write', ''),
    series: (row) => row.mode,
    value: (row) => row.usPerOp,
    format: formatNumber,
  });
}
