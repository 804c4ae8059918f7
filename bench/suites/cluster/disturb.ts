import { setTimeout as sleep } from 'node:timers/promises';
import type { NodeProcess } from '../../../src/process/node-process.ts';
import type { BenchCluster } from '../../cluster/bench-cluster.ts';
import type { RowPlan } from './row-plan.ts';

const JOIN_TIMEOUT_MS = 30_000;

/**
 * Does to the cluster what the row asks for, while the load goes on. Returns in how many groups the
 * node that joined was caught up by a snapshot in time.
 */
export async function disturb(plan: RowPlan, cluster: BenchCluster): Promise<number> {
  if (plan.disturbance === 'kill') {
    const { fewest } = cluster.byLeaderships();
    await killAndRestart(fewest, plan, cluster);
    const { most } = cluster.byLeaderships();
    await killAndRestart(most, plan, cluster);
  }
  return await cluster.joinBySnapshot(JOIN_TIMEOUT_MS);
}

/** The others elect and go on without the victim, which then comes back and catches up. */
async function killAndRestart(
  victim: NodeProcess,
  plan: RowPlan,
  cluster: BenchCluster,
): Promise<void> {
  await victim.stop('SIGKILL');
  await cluster.untilLed();
  await sleep(plan.downMs);
  await victim.start();
  await sleep(plan.wholeMs);
  await cluster.untilLed();
}
