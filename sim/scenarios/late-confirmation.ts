import { clog } from '../faults/links.ts';
import { between, mend, partition } from '../faults/partitions.ts';
import type { Simulation } from '../run/simulation.ts';
import type { Cut } from '../world/fault.ts';
import { type Script, sleep, until } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { calmAndIdle, QUICK_NETWORK } from './calm.ts';
import { withClocks } from './lease.ts';
import { beginRead, writeAt } from './reads.ts';
import type { Scenario } from './scenario.ts';
import { countCampaigns, leaderHost, leads, must, SECOND, untilTold } from './steps.ts';

const MILLI = 1000;
const ROUNDS = { needed: 1, max: 12 } as const;
/** How long an answer is on its way: long enough for an election and a write. */
const HELD_MICROS = 3 * SECOND;

/** Thesis §6.4: only who answers a heartbeat that left after the read was asked confirms the read. */
export const lateConfirmationScenario: Scenario = {
  name: 'late-confirmation',
  origin: '–',
  summary:
    'an answer to a heartbeat is held up until another leader has written; reads asked since are not confirmed by it',
  configure: (config) => {
    const calmed = withClocks(calmAndIdle(config), 0, 1000);
    return {
      ...calmed,
      // The old leader takes itself for the leader until somebody tells it.
      tuning: { ...calmed.tuning, checkQuorum: false },
      network: { ...calmed.network, ...QUICK_NETWORK },
    };
  },
  *script(simulation) {
    const campaignsOf = countCampaigns(simulation);
    const tell = (round: number) => holdAnswer(simulation, campaignsOf, round);
    const untold = 'no leader was asked between a heartbeat and its late answer';
    yield* untilTold(simulation, ROUNDS, tell, untold);
  },
};

/** Returns whether the old leader was asked behind the other's back, and had nothing but the answer to come. */
function* holdAnswer(
  simulation: Simulation,
  campaignsOf: (host: SimHost) => number,
  round: number,
): Script<boolean> {
  const { cluster, world } = simulation;
  yield* sleep(SECOND);
  const leader = leaderHost(simulation);
  const [near, far] = world.machines.filter((host) => host !== leader) as [SimHost, SimHost];
  yield* writeAt(simulation, leader, `before:${round}`);
  yield* sleep(SECOND);
  let open = 0;
  const ask = () => {
    open++;
    beginRead(simulation, leader, () => {
      open--;
    });
  };
  const untilMicros = world.nowMicros + HELD_MICROS;
  const campaigns = campaignsOf(near);
  const sides = between([leader], [far]);
  partition(cluster, sides, false);
  clog(world, [near, leader], untilMicros);
  ask();
  yield* sleep(100 * MILLI);
  // Its heartbeat was heard and answered; from now on it is not heard any more.
  const mute: Cut = [[leader.id, near.id]];
  partition(cluster, mute, true);
  const isMoved = yield* until(() => leads(far), HELD_MICROS - SECOND);
  let isTold = false;
  if (isMoved) {
    yield* writeAt(simulation, far, `after:${round}`);
    isTold = leads(leader) && leads(far) && campaignsOf(near) === campaigns;
    ask();
  }
  yield* must(() => open === 0, 'every read must have an outcome');
  mend(cluster, sides);
  mend(cluster, mute);
  return isTold;
}
