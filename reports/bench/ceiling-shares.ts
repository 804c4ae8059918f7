import type { BenchResults } from '../../bench/result/results.ts';
import type { CeilingRow, ClusterRow } from '../../bench/result/rows.ts';

/** How close the cluster came to replication without Raft under the same load. */
export interface CeilingShare {
  readonly sync: string;
  readonly connections: number;
  readonly inFlight: number;
  readonly cluster: number;
  readonly ceiling: number;
  readonly share: number;
}

/**
 * For each sync mode and shape of load that both suites measured: the first cluster row of it, which
 * is the one that the rest of the page speaks of.
 */
export function ceilingShares(results: BenchResults): CeilingShare[] {
  const cluster = results.suites.cluster?.rows ?? [];
  return (results.suites.ceiling?.rows ?? []).flatMap((ceiling) => {
    const row = cluster.find((candidate) => sameLoad(candidate, ceiling));
    return row === undefined || ceiling.opsPerSecond === 0 ? [] : [shareOf(row, ceiling)];
  });
}

function sameLoad(row: ClusterRow, ceiling: CeilingRow): boolean {
  return (
    row.sync === ceiling.sync &&
    row.connections === ceiling.connections &&
    row.inFlight === ceiling.inFlight &&
    row.readRatio === 0
  );
}

function shareOf(row: ClusterRow, ceiling: CeilingRow): CeilingShare {
  return {
    sync: row.sync,
    connections: row.connections,
    inFlight: row.inFlight,
    cluster: row.opsPerSecond,
    ceiling: ceiling.opsPerSecond,
    share: row.opsPerSecond / ceiling.opsPerSecond,
  };
}
