import { disturbanceOf, label, setting, splitShared } from '../../bench/result/columns.ts';
import { formatCount, formatMicros, formatNumber, formatShare } from '../../bench/result/format.ts';
import type { BenchResults } from '../../bench/result/results.ts';
import type { ClusterRow } from '../../bench/result/rows.ts';
import type { Chart } from '../charts/chart.ts';
import { figures } from '../html/figure.ts';
import { type Html, html } from '../html/html.ts';
import type { Section } from '../html/section.ts';
import { table } from '../html/table.ts';
import { barsOf } from './bars.ts';
import { ceilingShares } from './ceiling-shares.ts';
import { counted } from './durability-costs.ts';
import { distinct, grouped } from './grouped.ts';
import { inModeOrder } from './mode-order.ts';
import { suiteSection } from './section.ts';

const PERCENTILES = ['p50Us', 'p75Us', 'p90Us', 'p95Us', 'p99Us', 'maxUs'] as const;
const PERCENTILE_LABELS = ['p50', 'p75', 'p90', 'p95', 'p99', 'max'];
const US_PER_MS = 1000;

const ACCOUNT_COLUMNS = [
  label('sync', (row: ClusterRow) => row.sync),
  label('codec', (row: ClusterRow) => row.snapshotCodec),
  { ...setting('while', disturbanceOf), align: 'left' as const },
  setting('conn × window', (row: ClusterRow) => `${row.connections} × ${row.window}`),
  setting('unknown', (row: ClusterRow) => formatCount(row.unknown)),
  setting('errors', (row: ClusterRow) => formatCount(row.errors)),
  setting('elections', (row: ClusterRow) => formatCount(row.elections)),
  setting('syncs', (row: ClusterRow) => formatCount(row.syncs)),
  setting('snapshots saved', (row: ClusterRow) => formatCount(row.snapshotsSaved)),
  setting('installed', (row: ClusterRow) => formatCount(row.snapshotsInstalled)),
  setting('install', (row: ClusterRow) => formatMicros(row.snapshotMs * US_PER_MS)),
  setting('silence', (row: ClusterRow) => formatMicros(row.unavailableMs * US_PER_MS)),
  setting('node CPU s', (row: ClusterRow) => formatNumber(row.cpuSeconds.nodes)),
  setting('load CPU s', (row: ClusterRow) => formatNumber(row.cpuSeconds.load)),
];

/** The whole engine under load. */
export function clusterSection(results: BenchResults): Section {
  const rows = results.suites.cluster?.rows ?? [];
  const loads = grouped(rows, loadOf);
  const [first] = loads.values();
  return suiteSection(
    {
      suite: 'cluster',
      title: 'The cluster under load',
      lead: leadOf(results),
      charts: loads.size === 1 ? loadCharts(first ?? []) : [],
      beforeTable:
        loads.size > 1 &&
        [...loads].map(([load, group]) => html`<h3>${load}</h3>\n${figures(loadCharts(group))}`),
      afterTable: accounts(rows),
    },
    results,
  );
}

/** What the load was, whatever was done about durability and snapshots. */
function loadOf(row: ClusterRow): string {
  return [
    counted(row.nodes, 'node'),
    counted(row.groups, 'group'),
    `${counted(row.connections, 'connection')} × ${formatCount(row.window)} in flight`,
    `${row.workload} records`,
    `${formatShare(row.readRatio)} reads`,
    `${row.store} store`,
  ].join(', ');
}

function leadOf(results: BenchResults): string {
  const shares = ceilingShares(results);
  const lowest = Math.min(...shares.map(({ share }) => share));
  const highest = Math.max(...shares.map(({ share }) => share));
  const compared =
    shares.length === 0
      ? ''
      : ` It reaches ${rangeOf(lowest, highest)} of what the same processes do without Raft (see the ceiling).`;
  return `Every node is an operating system process of its own, with its own log on a real disk; clients speak TCP.${compared}${availability(results)}`;
}

/** What killing nodes did to those who waited for answers. */
function availability(results: BenchResults): string {
  const killed = (results.suites.cluster?.rows ?? []).filter((row) => row.disturbance === 'kill');
  const longestMs = Math.max(...killed.map((row) => row.unavailableMs));
  return killed.length === 0
    ? ''
    : ` While two nodes were killed and came back, one after the other, no group was silent for longer than ${formatMicros(longestMs * US_PER_MS)}.`;
}

function rangeOf(lowest: number, highest: number): string {
  return formatShare(lowest) === formatShare(highest)
    ? formatShare(lowest)
    : `${formatShare(lowest)} to ${formatShare(highest)}`;
}

function loadCharts(rows: readonly ClusterRow[]): Chart[] {
  return [throughput(rows), latencies(rows)];
}

function throughput(rows: readonly ClusterRow[]): Chart {
  return barsOf({
    title: 'Throughput by sync mode',
    axis: 'operations per second',
    rows,
    label: (row) => row.sync,
    series: (row) => `${row.snapshotCodec} snapshots`,
    value: (row) => row.opsPerSecond,
    format: formatCount,
    order: inModeOrder,
  });
}

/** One line for each sync mode, with the codec that was measured first. */
function latencies(rows: readonly ClusterRow[]): Chart {
  const codec = rows[0]?.snapshotCodec ?? '';
  const modes = inModeOrder(distinct(rows, (row) => row.sync));
  return {
    kind: 'lines',
    title: `Latency percentiles, by sync mode (${codec} snapshots)`,
    axis: 'milliseconds, logarithmic',
    labels: PERCENTILE_LABELS,
    series: modes.map((mode) => {
      const row = rows.find((item) => item.sync === mode && item.snapshotCodec === codec);
      return {
        name: mode,
        values: PERCENTILES.map((field) => (row === undefined ? null : row[field] / US_PER_MS)),
      };
    }),
    format: formatNumber,
    logarithmic: true,
  };
}

/** What happened to the cluster and its operations besides what was measured. */
function accounts(rows: readonly ClusterRow[]): Html {
  const { columns, shared } = splitShared(ACCOUNT_COLUMNS, rows);
  return html`<p class="muted">Verified: read back linearizably and equal byte for byte by a new client, after all nodes were killed and restarted, of all records that were acknowledged.</p>
<h3>What the cluster went through</h3>
<p class="muted">Unknown: operations of which the client never learned whether they happened. Install: the longest from a snapshot’s first chunk to its use. Silence: the longest in which a group answered nothing. Syncs and processor time are those of the measured phase.</p>
${table('What the cluster went through', columns, rows)}
${shared.length > 0 && html`<p class="muted">The same for all rows: ${shared.join(', ')}.</p>`}`;
}
