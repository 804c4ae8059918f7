import { restart } from '../faults/crashes.ts';
import { Violation } from '../oracles/violation.ts';
import { calm } from './calm.ts';
import type { Scenario } from './scenario.ts';
import { give, memberOf, refusesStart } from './starts.ts';
import { catchesUp, haveLeaders, serves, strike } from './steps.ts';

const ORIGINALS = 3;

/**
 * Three nodes, and a fourth that joined. Then all of them are restarted with the fourth in their list
 * of members: the originals were begun with three, and the fourth with none (seeds.md ST-07).
 */
export const changedPeersScenario: Scenario = {
  name: 'changed-peers',
  origin: 'SIM-01',
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
      yield* refusesStart(simulation, host, { join: false, members: everybody }, code);
    }
    for (const [i, host] of hosts.entries()) {
      // One with the list that it recorded, all others with none.
      give(host, { join: false, members: i === 0 ? everybody.slice(0, ORIGINALS) : [] });
      restart(simulation.cluster, host);
    }
    yield* haveLeaders(simulation);
    yield* serves(simulation);
    for (const host of hosts) {
      yield* catchesUp(simulation, host);
    }
  },
};
