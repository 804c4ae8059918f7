import type { NodeProcess } from '../../../src/process/node-process.ts';
import type { BenchCluster } from '../../cluster/bench-cluster.ts';
import type { SuiteContext } from '../suite.ts';
import { labelOf, type RowPlan } from './row-plan.ts';

const JOIN_TIMEOUT_MS = 30_000;
/** How long a killed node stays away: others notice, elect, and go on. */
const DOWN_MS = 1500;
/** How long the cluster is whole again before the next one is killed. */
const WHOLE_MS = 1500;

/** Does to the cluster what the row asks for, while the load goes on. */
export async function disturb(
  plan: RowPlan,
  cluster: BenchCluster,
  context: SuiteContext,
): Promise<void> {
  if (plan.disturbance === 'kill') {
    const { fewest } = cluster.byLeaderships();
    await killAndRestart(fewest);
    await cluster.untilLed();
    const { most } = cluster.byLeaderships();
    await killAndRestart(most);
    await cluster.untilLed();
  }
  if (!(await cluster.joinBySnapshot(JOIN_TIMEOUT_MS))) {
    context.note(
      `${labelOf(plan)}: the joining node had installed ${cluster.snapshots.installed} of ${plan.groups} snapshots after ${JOIN_TIMEOUT_MS / 1000} s.`,
    );
  }
}

async function killAndRestart(victim: NodeProcess): Promise<void> {
  await victim.stop('SIGKILL');
  await sleep(DOWN_MS);
  await victim.start();
  await sleep(WHOLE_MS);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
