import { formatCount } from '../../bench/result/format.ts';
import type { BenchResults } from '../../bench/result/results.ts';
import type { CeilingRow } from '../../bench/result/rows.ts';
import type { Chart } from '../charts/chart.ts';
import type { Section } from '../html/section.ts';
import { barsOf } from './bars.ts';
import { type CeilingShare, ceilingShares } from './ceiling-shares.ts';
import { counted } from './durability-costs.ts';
import { distinct, grouped } from './grouped.ts';
import { inModeOrder } from './mode-order.ts';
import { suiteSection } from './section.ts';

interface Load {
  readonly connections: number;
  readonly inFlight: number;
}

/** Replication without Raft: what limits any cluster of this shape on this machine. */
export function ceilingSection(results: BenchResults): Section {
  const rows = results.suites.ceiling?.rows ?? [];
  const shares = ceilingShares(results);
  const loads = distinct(rows, loadOf);
  const compared = [...grouped(shares, loadOf)].map(([load, group]) => comparedChart(load, group));
  const charts = [...compared, ...(loads.length > compared.length ? [byLoadChart(rows)] : [])];
  return suiteSection(
    {
      suite: 'ceiling',
      title: 'The ceiling: replication without Raft',
      lead: 'A leader and two followers write records to their logs and acknowledge on a majority; no elections, no state machine, no snapshots. No engine of this shape can be faster here.',
      charts,
    },
    results,
  );
}

function loadOf(load: Load): string {
  return `${counted(load.connections, 'connection')}, ${formatCount(load.inFlight)} in flight`;
}

function byLoadChart(rows: readonly CeilingRow[]): Chart {
  return barsOf({
    title: 'Ceiling by load',
    axis: 'records per second',
    rows,
    label: loadOf,
    series: (row) => row.sync,
    value: (row) => row.opsPerSecond,
    format: formatCount,
  });
}

function comparedChart(load: string, shares: readonly CeilingShare[]): Chart {
  const rows = shares.flatMap((share) => [
    { sync: share.sync, who: 'ceiling', value: share.ceiling },
    { sync: share.sync, who: 'cluster', value: share.cluster },
  ]);
  return barsOf({
    title: `Ceiling and cluster with ${load}`,
    axis: 'operations per second',
    rows,
    label: (row) => row.sync,
    series: (row) => row.who,
    value: (row) => row.value,
    format: formatCount,
    order: inModeOrder,
  });
}
