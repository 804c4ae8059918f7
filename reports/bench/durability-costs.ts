import { formatCount, formatShare } from '../../bench/result/format.ts';
import type { BenchResults } from '../../bench/result/results.ts';
import type { CeilingRow, ClusterRow, FsyncRow } from '../../bench/result/rows.ts';
import { grouped } from './grouped.ts';

/** What one sync mode was measured to do. */
export interface ModeCost {
  readonly mode: string;
  readonly opsPerSecond: number;
  readonly medianUs: number | undefined;
  readonly p99Us: number | undefined;
}

/** Modes measured under equal conditions, from the suite that says most about real use. */
export interface DurabilityCosts {
  readonly source: 'cluster' | 'ceiling' | 'fsync';
  /** What was equal for all of them. */
  readonly conditions: string;
  /** What one operation is. */
  readonly operation: string;
  readonly costs: readonly ModeCost[];
}

/** What the modes cost: by the cluster if it was measured, else by the next best suite. */
export function durabilityCosts(results: BenchResults): DurabilityCosts | undefined {
  const { cluster, ceiling, fsync } = results.suites;
  return (
    fromCluster(cluster?.rows ?? []) ??
    fromCeiling(ceiling?.rows ?? []) ??
    fromFsync(fsync?.rows ?? [])
  );
}

/** How fast `mode` is compared with waiting for nothing; undefined when one was not measured. */
export function shareOfNone(costs: DurabilityCosts, mode: string): number | undefined {
  const none = costOf(costs, 'none');
  const other = costOf(costs, mode);
  return none === undefined || other === undefined || none.opsPerSecond === 0
    ? undefined
    : other.opsPerSecond / none.opsPerSecond;
}

export function costOf(costs: DurabilityCosts, mode: string): ModeCost | undefined {
  return costs.costs.find((cost) => cost.mode === mode);
}

function fromCluster(rows: readonly ClusterRow[]): DurabilityCosts | undefined {
  const group = largestGroup(rows, clusterConditions);
  return group === undefined
    ? undefined
    : {
        source: 'cluster',
        conditions: group.conditions,
        operation: 'operations of the cluster',
        costs: group.rows.map(cost),
      };
}

function fromCeiling(rows: readonly CeilingRow[]): DurabilityCosts | undefined {
  const group = largestGroup(
    rows,
    (row) => `${counted(row.connections, 'connection')}, ${formatCount(row.inFlight)} in flight`,
  );
  return group === undefined
    ? undefined
    : {
        source: 'ceiling',
        conditions: `replication without Raft, ${group.conditions}`,
        operation: 'records replicated without Raft',
        costs: group.rows.map(cost),
      };
}

function fromFsync(rows: readonly FsyncRow[]): DurabilityCosts | undefined {
  const single = rows.filter((row) => row.test === '8kB write' && row.path === 'sync');
  return single.length === 0
    ? undefined
    : {
        source: 'fsync',
        conditions: 'one file, no network and no batching',
        operation: '8 kB writes, one at a time',
        costs: single.map((row) => ({
          mode: row.mode,
          opsPerSecond: row.opsPerSecond,
          medianUs: row.p50Us ?? row.usPerOp,
          p99Us: row.p99Us,
        })),
      };
}

/** The settings of a cluster row, its sync mode aside, in words. */
export function clusterConditions(row: ClusterRow): string {
  return [
    counted(row.nodes, 'node'),
    counted(row.groups, 'group'),
    `${counted(row.connections, 'connection')} × ${formatCount(row.window)} in flight`,
    `${row.workload} records`,
    ...(row.readRatio === 0 ? [] : [`${formatShare(row.readRatio)} reads`]),
    `${row.store} store`,
    `${row.snapshotCodec} snapshots`,
    ...(row.disturbance === 'kill' ? ['nodes killed'] : []),
  ].join(', ');
}

/** "1 node", "3 nodes". */
export function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function cost(row: ClusterRow | CeilingRow): ModeCost {
  return {
    mode: row.sync,
    opsPerSecond: row.opsPerSecond,
    medianUs: row.p50Us,
    p99Us: row.p99Us,
  };
}

/** The conditions under which most modes were measured; of equals the first. */
function largestGroup<Row>(
  rows: readonly Row[],
  conditionsOf: (row: Row) => string,
): { readonly conditions: string; readonly rows: readonly Row[] } | undefined {
  const [largest] = [...grouped(rows, conditionsOf)].sort((a, b) => b[1].length - a[1].length);
  return largest === undefined ? undefined : { conditions: largest[0], rows: largest[1] };
}
