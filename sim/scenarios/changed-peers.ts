import type { ErrorCode } from '../../src/base/errors.ts';
import type { InitialMember } from '../../src/storage/bootstrap.ts';
import { restart } from '../faults/crashes.ts';
import { Violation } from '../oracles/violation.ts';
import type { Simulation } from '../run/simulation.ts';
import type { Script } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { calm } from './calm.ts';
import type { Scenario } from './scenario.ts';
import { catchesUp, haveLeaders, must, serves, strike } from './steps.ts';

const ORIGINALS = 3;

/**
 * Three nodes, and a fourth that joined. Then all of them are restarted with the fourth in their list
 * of members: the originals were begun with three, and the fourth with none (seeds.md ST-07).
 */
export const changedPeersScenario: Scenario = {
  name: 'changed-peers',
  summary: 'nodes refuse to restart with another list of members, and work with the recorded one',
  configure: (config) => ({ ...calm(config), nodes: ORIGINALS }),
  *script(simulation) {
    const { world, members } = simulation;
    yield* haveLeaders(simulation);
    yield* serves(simulation);
    if (!(yield* members.add(null))) {
      throw new Violation('scenario', 'liveness', 'the fourth node must be promoted');
    }
    const hosts = world.machines;
    for (const host of hosts) {
      strike(simulation, host, true);
    }
    const everybody = hosts.map(memberOf);
    for (const [i, host] of hosts.entries()) {
      const code = i < ORIGINALS ? 'INCONSISTENT_MEMBERS' : 'JOINED_WITH_MEMBERS';
      yield* refuses(simulation, host, everybody, code);
    }
    for (const [i, host] of hosts.entries()) {
      // One with the list that it recorded, all others with none.
      give(host, i === 0 ? everybody.slice(0, ORIGINALS) : []);
      restart(simulation.cluster, host);
    }
    yield* haveLeaders(simulation);
    yield* serves(simulation);
    for (const host of hosts) {
      yield* catchesUp(simulation, host);
    }
  },
};

function memberOf({ options: { node, address } }: SimHost): InitialMember {
  return { node, address };
}

function* refuses(
  simulation: Simulation,
  host: SimHost,
  members: readonly InitialMember[],
  code: ErrorCode,
): Script {
  const { failures, cluster, world } = simulation;
  give(host, members);
  failures.expectStartRefusal(host.id, code);
  restart(cluster, host);
  yield* must(
    () => !failures.awaitsRefusal(host.id),
    `node ${host.ordinal} must refuse to start with ${code}`,
  );
  world.crash(host, false);
}

/** What the node is told when it starts next. */
function give(host: SimHost, members: readonly InitialMember[]): void {
  const groups = host.options.groups.map((each) => ({ ...each, join: false, members }));
  host.options = { ...host.options, groups };
}
