import { LoadPool } from '../../load/load-pool.ts';
import { formatCount, formatNumber } from '../../result/format.ts';
import type { ClusterRow } from '../../result/rows.ts';
import { problemsOf } from '../../result/verification.ts';
import { repeatInterleaved } from '../repeat-interleaved.ts';
import type { Suite, SuiteContext } from '../suite.ts';
import { measureRow } from './measure-row.ts';
import { labelOf, type RowPlan, rowPlans } from './row-plan.ts';

/** The whole engine: node processes, sockets, disks, and a load that checks what it was promised. */
export const clusterSuite: Suite<'cluster'> = {
  name: 'cluster',
  uses: [
    'syncModes',
    'snapshotCodecs',
    'nodes',
    'groups',
    'threads',
    'connections',
    'window',
    'records',
    'seconds',
    'readRatio',
    'workload',
    'store',
    'repeat',
  ],
  run,
};

async function run(context: SuiteContext): Promise<ClusterRow[]> {
  const plans = rowPlans(context.options);
  const repeat = context.options.repeat ?? 1;
  const pool = new LoadPool(context.options.threads ?? 1, context.cleanup);
  context.progress.expect(plans.length * repeat);
  noteMethod(context, plans);
  let number = 0;
  try {
    return await repeatInterleaved({
      cases: plans,
      repeat,
      metric: (row: ClusterRow) => row.opsPerSecond,
      isFaulty: (row) => problemsOf(row).length > 0,
      measure: async (plan) => {
        context.signal.throwIfAborted();
        context.progress.working(labelOf(plan));
        number++;
        const row = await measureRow(plan, pool, context, number);
        context.progress.advance();
        return row;
      },
    });
  } finally {
    await pool.destroy();
  }
}

function measuredFor({ measureMs, records }: RowPlan): string {
  return `at most ${formatNumber(measureMs / 1000)} s or ${formatCount(records)} operations`;
}

function disturbedLoad({ connections, window, disturbedInFlight }: RowPlan): string {
  return formatCount(Math.min(connections * window, disturbedInFlight));
}

function noteMethod(context: SuiteContext, plans: readonly RowPlan[]): void {
  const [plan] = plans;
  if (plan === undefined) {
    return;
  }
  context.note(
    `${plan.nodes} node processes on this machine, each with its own directory; a load thread of another process keeps ${plan.connections} × ${plan.window} requests in flight over loopback TCP. Throughput and latency are those of the measured phase, ${measuredFor(plan)} after ${plan.warmUpMs} ms of warm-up; then, with ${disturbedLoad(plan)} in flight, every replica saves a snapshot and another node joins every group and is caught up by its leader’s.`,
  );
  if (plans.some((each) => each.disturbance === 'kill')) {
    context.note(
      'In the last row two nodes are killed besides and started again under load, one after the other: the one that leads the fewest groups, then the one that leads the most.',
    );
  }
  context.note(
    'After the load every process is killed and started again, and a new client reads back every acknowledged record, linearizably, and compares its bytes.',
  );
  context.note(
    'SIGKILL leaves what the kernel has: reading back shows that nothing acknowledged was lost with a process. What survives the loss of power is what each sync mode promises, see there.',
  );
}
