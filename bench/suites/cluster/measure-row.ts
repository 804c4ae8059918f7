import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BenchCluster, type SnapshotReports } from '../../cluster/bench-cluster.ts';
import { PHASES } from '../../load/load-control.ts';
import type { LoadPool, LoadSummary, RunningLoad } from '../../load/load-pool.ts';
import type { ClusterRow } from '../../result/rows.ts';
import { percentile } from '../../result/statistics.ts';
import type { SuiteContext } from '../suite.ts';
import { disturb } from './disturb.ts';
import { labelOf, type RowPlan, tuningOf } from './row-plan.ts';

/** What was seen while the measured phase lasted. */
interface Measured {
  readonly seconds: number;
  readonly syncs: number;
  readonly nodeCpuSeconds: number;
  readonly loadCpuSeconds: number;
}

/** What came of the row besides speed. */
interface RowOutcome {
  readonly elections: number;
  /** Those of the load; reading back begins with a restart, which may install more. */
  readonly snapshots: Readonly<SnapshotReports>;
  readonly joinedGroups: number;
  readonly verified: number;
}

/**
 * Starts a cluster, measures it under load, disturbs it under load, kills it, starts it again, and
 * reads every acknowledged record back.
 */
export async function measureRow(
  plan: RowPlan,
  pool: LoadPool,
  context: SuiteContext,
  number: number,
): Promise<ClusterRow> {
  const cluster = await BenchCluster.start(
    {
      directory: join(context.directory, `row-${number}`),
      nodes: plan.nodes,
      groups: plan.groups,
      tuning: tuningOf(plan),
      store: plan.store,
    },
    context.cleanup,
  );
  try {
    const loadPlan = {
      ...plan,
      nodes: cluster.nodes,
      groups: cluster.groups,
      seed: `row-${number}`,
    };
    const load = pool.start(loadPlan);
    const measured = await measurePhases(plan, cluster, load);
    const joinedGroups = await disturb(plan, cluster);
    load.enter(PHASES.stop);
    const summary = await load.finished;
    const elections = cluster.elections - plan.groups;
    const snapshots = { ...cluster.snapshots };
    await cluster.killAll();
    await cluster.startAll();
    const voters = cluster.nodes.slice(0, plan.nodes);
    const verified = await pool.verify(loadPlan, voters, summary.acknowledged);
    for (const difference of verified.differences) {
      context.note(`${labelOf(plan)}: ${difference}.`);
    }
    const outcome = { elections, snapshots, joinedGroups, verified: verified.verified };
    return rowOf(plan, measured, summary, outcome);
  } finally {
    await cluster.dispose();
  }
}

async function measurePhases(
  plan: RowPlan,
  cluster: BenchCluster,
  load: RunningLoad,
): Promise<Measured> {
  await Promise.race([cluster.until(() => load.control.answered > 0, 30_000), load.finished]);
  await sleep(plan.warmUpMs);
  const before = await cluster.statistics();
  const cpuBefore = process.cpuUsage();
  const startMs = performance.now();
  const goal = load.control.answered + plan.records;
  load.enter(PHASES.measure);
  await cluster.until(() => load.control.answered >= goal, plan.measureMs);
  load.enter(PHASES.disturb);
  const seconds = (performance.now() - startMs) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  const after = await cluster.statistics();
  const difference = (field: 'syncs' | 'cpuMicros') =>
    after.reduce((sum, each, i) => sum + each[field] - (before[i]?.[field] ?? 0), 0);
  return {
    seconds,
    syncs: difference('syncs'),
    nodeCpuSeconds: difference('cpuMicros') / 1e6,
    loadCpuSeconds: (cpu.user + cpu.system) / 1e6,
  };
}

function rowOf(
  plan: RowPlan,
  measured: Measured,
  summary: LoadSummary,
  outcome: RowOutcome,
): ClusterRow {
  const { latenciesUs, firstError } = summary;
  const { snapshots } = outcome;
  const at = (share: number) => percentile(latenciesUs, share);
  return {
    nodes: plan.nodes,
    groups: plan.groups,
    connections: plan.connections,
    window: plan.window,
    inFlight: plan.connections * plan.window,
    sync: plan.sync,
    snapshotCodec: plan.snapshotCodec,
    store: plan.store,
    workload: plan.workload,
    readRatio: plan.readRatio,
    disturbance: plan.disturbance,
    records: latenciesUs.length,
    acknowledged: summary.acknowledged.length,
    unknown: summary.unknown,
    errors: summary.errors,
    ...(firstError === null ? {} : { firstError }),
    verified: outcome.verified,
    opsPerSecond: latenciesUs.length / measured.seconds,
    meanUs: mean(latenciesUs),
    p50Us: at(0.5),
    p75Us: at(0.75),
    p90Us: at(0.9),
    p95Us: at(0.95),
    p99Us: at(0.99),
    maxUs: at(1),
    elections: Math.max(0, outcome.elections),
    syncs: measured.syncs,
    snapshotsSaved: snapshots.saved,
    snapshotsInstalled: snapshots.installed,
    joinedGroups: outcome.joinedGroups,
    snapshotMs: snapshots.installMs,
    unavailableMs: summary.unavailableMs,
    cpuSeconds: { nodes: measured.nodeCpuSeconds, load: measured.loadCpuSeconds },
  };
}

function mean(values: Float64Array): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
