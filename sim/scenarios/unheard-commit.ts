import { between, mend, partition } from '../faults/partitions.ts';
import type { Simulation } from '../run/simulation.ts';
import { type Script, sleep } from '../world/script.ts';
import { calmAndIdle, QUICK_NETWORK } from './calm.ts';
import { withClocks } from './lease.ts';
import { commitIndexOf } from './logs.ts';
import { beginRead, writeAt } from './reads.ts';
import type { Scenario } from './scenario.ts';
import { firstGroup, leaderHost, must, SECOND, untilTold } from './steps.ts';
import { Watch } from './watch.ts';

const MILLI = 1000;
const ROUNDS = { needed: 2, max: 8 } as const;

/** Thesis §6.4: what was committed before its term a leader knows only once it has committed in it. */
export const unheardCommitScenario: Scenario = {
  name: 'unheard-commit',
  origin: '–',
  summary:
    'a leader acknowledges a write and is cut off before anybody hears of the commit; the next is asked at once',
  configure: (config) => {
    const calmed = withClocks(calmAndIdle(config), 0, 1000);
    return {
      ...calmed,
      // A leader is confirmed in one round trip, and commits only after two disks.
      disk: { ...calmed.disk, syncMicros: 40 * MILLI },
      network: { ...calmed.network, ...QUICK_NETWORK },
    };
  },
  *script(simulation) {
    const watch = new Watch();
    simulation.world.observe(watch);
    const untold = 'no leader was asked before it had committed anything in its term';
    yield* untilTold(simulation, ROUNDS, (round) => askSuccessor(simulation, watch, round), untold);
  },
};

/** Returns whether the next leader was asked before it knew of the commit. */
function* askSuccessor(simulation: Simulation, watch: Watch, round: number): Script<boolean> {
  const { cluster, world } = simulation;
  const group = firstGroup(simulation);
  const leader = leaderHost(simulation);
  const others = world.machines.filter((host) => host !== leader);
  const cut = between([leader], others);
  yield* writeAt(simulation, leader, `before:${round}`);
  yield* sleep(SECOND);
  const index = commitIndexOf(leader, group) + 1;
  watch.onTurn = (host) => {
    if (host === leader && commitIndexOf(leader, group) >= index) {
      watch.onTurn = () => undefined;
      partition(cluster, cut, false);
    }
  };
  yield* writeAt(simulation, leader, `unheard:${round}`);
  let isTold = false;
  let isAnswered = false;
  watch.onElected = (host) => {
    if (host !== leader) {
      watch.onElected = () => undefined;
      isTold = commitIndexOf(host, group) < index;
      const read = () =>
        beginRead(simulation, host, () => {
          isAnswered = true;
        });
      world.at(world.nowMicros, read);
    }
  };
  yield* must(() => isAnswered, 'the next leader must answer', 20 * SECOND);
  mend(cluster, cut);
  watch.rest();
  return isTold;
}
