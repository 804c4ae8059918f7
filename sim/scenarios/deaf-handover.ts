import type { GroupId, NodeId } from '../../src/base/ids.ts';
import { present } from '../../src/base/invariant.ts';
import { leaseMicros } from '../../src/raft/lease.ts';
import { mend, partition } from '../faults/partitions.ts';
import type { Simulation } from '../run/simulation.ts';
import type { Cut } from '../world/fault.ts';
import { runScript, type Script, sleep, until } from '../world/script.ts';
import { calmAndIdle, QUICK_NETWORK } from './calm.ts';
import { withClocks } from './lease.ts';
import { readAt, writeAt } from './reads.ts';
import type { Scenario } from './scenario.ts';
import { firstGroup, leaderHost, leads, SECOND, untilTold } from './steps.ts';
import { Watch } from './watch.ts';

const ROUNDS = { needed: 2, max: 8 } as const;
const LEASE = { consistency: 'lease' } as const;

/** Thesis §6.4.1: who is asked to campaign passes everybody's guard, so the lease ends with the question. */
export const deafHandoverScenario: Scenario = {
  name: 'deaf-handover',
  origin: '–',
  summary:
    'a leader hands over, hears nothing of what follows, and is asked by the lease it had: never stale',
  configure: (config) => {
    const calmed = withClocks(calmAndIdle(config), 0, 1000);
    return { ...calmed, network: { ...calmed.network, ...QUICK_NETWORK } };
  },
  *script(simulation) {
    const watch = new Watch();
    simulation.world.observe(watch);
    const untold = 'no leader was asked within the lease that it had when it handed over';
    yield* untilTold(simulation, ROUNDS, (round) => handOver(simulation, watch, round), untold);
  },
};

/** Returns whether the old leader was asked while the lease that it had would have lasted. */
function* handOver(simulation: Simulation, watch: Watch, round: number): Script<boolean> {
  const { cluster, world } = simulation;
  yield* sleep(2 * SECOND);
  const group = firstGroup(simulation);
  const leader = leaderHost(simulation);
  const others = world.machines.filter((host) => host !== leader);
  const target = present(others[0], 'a cluster has followers');
  const cut: Cut = others.map((host) => [host.id, leader.id]);
  let handedMicros: number | null = null;
  yield* writeAt(simulation, leader, `before:${round}`);
  watch.onSent = (host, { message }) => {
    if (host === leader && message.kind === 'timeoutNow' && handedMicros === null) {
      handedMicros = world.nowMicros;
      partition(cluster, cut, true);
    }
  };
  runScript(world, ask(simulation, group, target.id));
  const isMoved = yield* until(() => leads(target), 5 * SECOND);
  let isTold = false;
  if (isMoved && handedMicros !== null) {
    yield* writeAt(simulation, target, `after:${round}`);
    isTold = leads(leader) && world.nowMicros - handedMicros < leaseMicros(world.config.tuning) / 2;
    yield* readAt(simulation, leader, LEASE);
  }
  watch.rest();
  if (handedMicros !== null) {
    mend(cluster, cut);
  }
  return isTold;
}

function* ask({ operator }: Simulation, group: GroupId, target: NodeId): Script {
  yield* operator.transfer(group, target);
}
