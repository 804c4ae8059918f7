import { between, mend, partition } from '../faults/partitions.ts';
import type { Simulation } from '../run/simulation.ts';
import { type Script, sleep, until } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { calmAndIdle, QUICK_NETWORK, QUICK_TICKS, WHOLE_LOGS } from './calm.ts';
import { lastIndexOf, lastTermOf } from './logs.ts';
import { beginWrite, writeAt } from './reads.ts';
import type { Scenario } from './scenario.ts';
import { firstGroup, haveLeaders, leaderHost, SECOND, untilTold } from './steps.ts';

const ROUNDS = { needed: 1, max: 8 } as const;
const WRITES = 8;

/** Raft §5.4.1: of two logs the one with the later term at its end is more up to date, however short. */
export const longerLogScenario: Scenario = {
  name: 'longer-log',
  origin: '–',
  summary:
    'who wrote much alone meets who has the few entries that a majority committed since: the latter must lead',
  configure: (config) => {
    const calmed = calmAndIdle(config);
    return {
      ...calmed,
      nodes: 3,
      groups: 1,
      tuning: { ...calmed.tuning, ...QUICK_TICKS, ...WHOLE_LOGS },
      network: { ...calmed.network, ...QUICK_NETWORK },
    };
  },
  *script(simulation) {
    const untold = 'nobody met whose log was longer and ended in an earlier term';
    yield* untilTold(simulation, ROUNDS, (round) => meet(simulation, round), untold);
  },
};

/** Returns whether the old leader had the longer log, of an earlier term, when it met the other. */
function* meet(simulation: Simulation, round: number): Script<boolean> {
  const { cluster, world } = simulation;
  yield* sleep(2 * SECOND);
  yield* haveLeaders(simulation);
  const group = firstGroup(simulation);
  const old = leaderHost(simulation);
  const others = world.machines.filter((host) => host !== old);
  yield* writeAt(simulation, old, `before:${round}`);
  const alone = between([old], others);
  partition(cluster, alone, false);
  for (let i = 0; i < WRITES; i++) {
    beginWrite(simulation, old, `alone:${round}:${i}`, () => undefined);
  }
  yield* haveLeaders(simulation, others);
  const leader = leaderHost(simulation);
  const other = others.find((host) => host !== leader) as SimHost;
  yield* writeAt(simulation, leader, `together:${round}`);
  yield* until(() => lastIndexOf(other, group) === lastIndexOf(leader, group), SECOND);
  // Now the new leader is the one that is alone.
  const sides = between([leader], [old, other]);
  partition(cluster, sides, false);
  const isLonger = lastIndexOf(old, group) > lastIndexOf(other, group);
  const isOlder = lastTermOf(old, group) < lastTermOf(other, group);
  mend(cluster, alone);
  yield* haveLeaders(simulation, [old, other]);
  mend(cluster, sides);
  return isLonger && isOlder;
}
