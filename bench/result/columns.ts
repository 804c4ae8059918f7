import { unreachable } from '../../src/base/invariant.ts';
import { formatBytes, formatCount, formatMicros, formatNumber, formatShare } from './format.ts';
import type { SuiteName, SuiteRows } from './rows.ts';

/** One column of a table for people. */
export interface Column<Row> {
  readonly heading: string;
  readonly align: 'left' | 'right';
  /** What was set rather than measured; needs no column when all rows agree. */
  readonly setting: boolean;
  readonly value: (row: Row) => string;
}

export type SuiteColumns = { readonly [Name in SuiteName]: readonly Column<SuiteRows[Name]>[] };

/** What was measured, by suite: the columns of the tables on the terminal and in the report. */
export const SUITE_COLUMNS: SuiteColumns = {
  fsync: [
    label('test', (row) => row.test),
    label('mode', (row) => row.mode),
    label('path', (row) => row.path),
    measured('ops/s', (row) => formatCount(row.opsPerSecond)),
    measured('mean µs', (row) => formatNumber(row.usPerOp)),
    measured('median µs', (row) => optional(row.p50Us)),
    measured('p99 µs', (row) => optional(row.p99Us)),
    measured('samples', (row) => formatCount(row.samples)),
  ],
  codec: [
    label('subject', (row) => row.subject),
    label('operation', (row) => row.operation),
    label('codec', (row) => row.codec),
    measured('mean ns/op', (row) => formatNumber(row.nsPerOp)),
    measured('median ns/op', (row) => optional(row.medianNsPerOp)),
    measured('bytes', (row) => formatCount(row.bytes)),
    measured('MB/s', (row) => formatNumber(row.mbPerSecond)),
    measured('samples', (row) => samplesOf(row)),
  ],
  snapshot: [
    label('operation', (row) => row.operation),
    label('codec', (row) => row.codec),
    setting('records', (row) => formatCount(row.records)),
    measured('size', (row) => formatBytes(row.bytes)),
    measured('seconds', (row) => formatNumber(row.seconds)),
    measured('MB/s', (row) => formatNumber(row.mbPerSecond)),
    measured('peak memory', (row) => formatBytes(row.peakRssAnonBytes)),
  ],
  simple: [
    setting('threads', (row) => formatCount(row.threads)),
    setting('connections per thread', (row) => formatCount(row.connections)),
    setting('requests', (row) => formatCount(row.requests)),
    measured('avg µs/op', (row) => formatNumber(row.usPerRequest)),
    measured('ops/s', (row) => formatCount(row.opsPerSecond)),
  ],
  ceiling: [
    label('sync', (row) => row.sync),
    setting('connections', (row) => formatCount(row.connections)),
    setting('in flight', (row) => formatCount(row.inFlight)),
    measured('ops/s', (row) => formatCount(row.opsPerSecond)),
    measured('mean', (row) => (row.meanUs === undefined ? '–' : formatMicros(row.meanUs))),
    measured('median', (row) => formatMicros(row.p50Us)),
    measured('p99', (row) => formatMicros(row.p99Us)),
  ],
  cluster: [
    label('sync', (row) => row.sync),
    label('codec', (row) => row.snapshotCodec),
    setting('nodes', (row) => formatCount(row.nodes)),
    setting('groups', (row) => formatCount(row.groups)),
    setting('conn × window', (row) => `${row.connections} × ${row.window}`),
    { ...setting('while', disturbanceOf), align: 'left' },
    setting('store', (row) => row.store),
    setting('workload', (row) => row.workload),
    setting('reads', (row) => formatShare(row.readRatio)),
    measured('ops/s', (row) => formatCount(row.opsPerSecond)),
    measured('mean', (row) => formatMicros(row.meanUs)),
    measured('median', (row) => formatMicros(row.p50Us)),
    measured('p99', (row) => formatMicros(row.p99Us)),
    measured('verified', (row) => `${formatCount(row.verified)}/${formatCount(row.acknowledged)}`),
  ],
  idle: [
    setting('nodes', (row) => formatCount(row.nodes)),
    label('groups', (row) => formatCount(row.groups)),
    label('heartbeats', (row) => (row.coalescing ? 'together' : 'one by one')),
    label('idle groups', (row) => (row.quiesce ? 'sleep' : 'stay awake')),
    measured('asleep', (row) => formatCount(row.asleep)),
    measured('CPU ms/s', (row) => formatNumber(row.cpuSecondsPerSecond * 1000)),
    measured('messages/s', (row) => formatNumber(row.messagesPerSecond)),
    measured('memory of a node', (row) => formatBytes(row.memoryBytes)),
  ],
  peers: [
    label('system', (row) => `${row.system} ${row.version}`.trim()),
    label('operation', (row) => row.operation),
    setting('nodes', (row) => formatCount(row.nodes)),
    setting('connections', (row) => formatCount(row.connections)),
    setting('in flight', (row) => formatCount(row.inFlight)),
    measured('ops/s', (row) => formatCount(row.opsPerSecond)),
    measured('median µs', (row) => formatNumber(row.p50Us)),
    measured('p99 µs', (row) => formatNumber(row.p99Us)),
    measured('server CPU s', (row) => formatNumber(row.serverCpuSeconds)),
    measured('load CPU s', (row) => formatNumber(row.loadCpuSeconds)),
  ],
};

/** Text that names the row. */
export function label<Row>(heading: string, value: (row: Row) => string): Column<Row> {
  return { heading, align: 'left', setting: false, value };
}

/** What was set; not shown when all rows agree. */
export function setting<Row>(heading: string, value: (row: Row) => string): Column<Row> {
  return { heading, align: 'right', setting: true, value };
}

/** What was measured. */
export function measured<Row>(heading: string, value: (row: Row) => string): Column<Row> {
  return { heading, align: 'right', setting: false, value };
}

/** The columns that tell rows apart or were measured, and what all rows agree on, as words. */
export function splitShared<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): { readonly columns: readonly Column<Row>[]; readonly shared: readonly string[] } {
  const isShared = (column: Column<Row>): boolean =>
    column.setting && rows.length > 1 && new Set(rows.map(column.value)).size === 1;
  return {
    columns: columns.filter((column) => !isShared(column)),
    shared: columns
      .filter(isShared)
      .map((column) => `${column.heading} ${rows.slice(0, 1).map(column.value).join('')}`),
  };
}

/** What happened to the cluster under its load, in a few words. */
export function disturbanceOf({ disturbance }: SuiteRows['cluster']): string {
  switch (disturbance) {
    case undefined:
      return '–';
    case 'join':
      return 'one joins';
    case 'kill':
      return 'two die, one joins';
    default:
      return unreachable(disturbance);
  }
}

function samplesOf({ samples, operationsPerSample = 1 }: SuiteRows['codec']): string {
  return operationsPerSample === 1
    ? formatCount(samples)
    : `${formatCount(samples)} × ${formatCount(operationsPerSample)}`;
}

function optional(value: number | undefined): string {
  return value === undefined ? '–' : formatNumber(value);
}
