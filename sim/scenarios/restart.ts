import { restart } from '../faults/crashes.ts';
import type { Simulation } from '../run/simulation.ts';
import { type Script, sleep } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { calm } from './calm.ts';
import type { Scenario } from './scenario.ts';
import { catchesUp, haveLeaders, leaderHost, SECOND, serves, strike } from './steps.ts';

export const restartScenario: Scenario = {
  name: 'restart',
  origin: '–',
  summary: 'each node, the leader, then all nodes at once lose power and come back',
  configure: calm,
  *script(simulation) {
    const { machines } = simulation.world;
    yield* haveLeaders(simulation);
    yield* serves(simulation);
    for (const host of machines) {
      yield* outage(simulation, [host], true);
    }
    yield* outage(simulation, [leaderHost(simulation)], false);
    yield* outage(simulation, machines, true);
    yield* outage(simulation, machines, false);
  },
};

/** The rest goes on while `hosts` are down, where it is a majority; then they take part again. */
function* outage(simulation: Simulation, hosts: readonly SimHost[], powerLoss: boolean): Script {
  const { cluster, world } = simulation;
  for (const host of hosts) {
    strike(simulation, host, powerLoss);
  }
  const rest = world.upHosts;
  if (rest.length * 2 > world.machines.length) {
    yield* haveLeaders(simulation, rest);
    yield* serves(simulation);
  } else {
    yield* sleep(SECOND);
  }
  for (const host of hosts) {
    restart(cluster, host);
  }
  yield* haveLeaders(simulation);
  yield* serves(simulation);
  for (const host of hosts) {
    yield* catchesUp(simulation, host);
  }
}
