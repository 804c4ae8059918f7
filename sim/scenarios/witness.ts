import { memberOf } from '../../src/kv/membership.ts';
import { restart } from '../faults/crashes.ts';
import { Violation } from '../oracles/violation.ts';
import type { Simulation } from '../run/simulation.ts';
import type { Script } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { calm } from './calm.ts';
import { durableIndexOf, leaderLog } from './logs.ts';
import type { Scenario } from './scenario.ts';
import { catchesUp, haveLeaders, leaderHost, must, serves, strike } from './steps.ts';

export const witnessScenario: Scenario = {
  name: 'witness',
  origin: '–',
  summary: 'two full nodes and a witness live through the loss of each of the three',
  configure: (config) => ({ ...calm(config), nodes: 3 }),
  *script(simulation) {
    yield* haveLeaders(simulation);
    yield* serves(simulation);
    yield* becomeTwoAndWitness(simulation);
    for (const host of [...simulation.cluster.members()]) {
      yield* haveLeaders(simulation);
      yield* doWithout(simulation, host);
    }
    yield* doWithout(simulation, leaderHost(simulation));
  },
};

function* becomeTwoAndWitness(simulation: Simulation): Script {
  const { members, alterations, world } = simulation;
  const joining = (yield* alterations.newcomers(1)).map(
    (host) => ({ host, role: 'witness' }) as const,
  );
  const isAdded = joining.length > 0 && (yield* alterations.alter({ joining }, 'single'));
  expectDone(isAdded, 'a witness must be added');
  const leader = leaderHost(simulation);
  const leaver = world.machines.find((host) => host !== leader && !isWitness(simulation, host));
  expectDone(
    leaver !== undefined && (yield* members.remove(leaver)),
    'a full node must be removed',
  );
  yield* haveLeaders(simulation);
}

/** The other two go on without `host`, which then comes back. */
function* doWithout(simulation: Simulation, host: SimHost): Script {
  const { cluster } = simulation;
  // Whoever lacks what is acknowledged cannot stand in for who has it.
  yield* must(() => haveSameLogs(simulation), 'all members must have the leaders’ logs');
  strike(simulation, host, true);
  yield* haveLeaders(simulation);
  yield* serves(simulation);
  restart(cluster, host);
  yield* catchesUp(simulation, host);
}

function haveSameLogs(simulation: Simulation): boolean {
  const { cluster } = simulation;
  return cluster.groups.every((group) => {
    const end = leaderLog(simulation, group)?.lastIndex;
    const hasAll = (host: SimHost) => end !== undefined && durableIndexOf(host, group) >= end;
    return cluster.members().every(hasAll);
  });
}

function isWitness({ cluster }: Simulation, host: SimHost): boolean {
  return cluster.groups.some(
    (group) => memberOf(cluster.membership.latest(group), host.id)?.role === 'witness',
  );
}

function expectDone(done: boolean, what: string): void {
  if (!done) {
    throw new Violation('scenario', 'liveness', `${what}, and was not`);
  }
}
