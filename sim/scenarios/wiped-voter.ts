import type { Simulation } from '../run/simulation.ts';
import type { Script } from '../world/script.ts';
import { calm } from './calm.ts';
import type { Scenario } from './scenario.ts';
import { catchesUp, haveLeaders, leaderHost, must, serves, strike } from './steps.ts';

/**
 * A voter loses its disk and is started to join. What it voted for and acknowledged is gone, so it
 * must not take part again under its id (raft.md item 35).
 */
export const wipedVoterScenario: Scenario = {
  name: 'wiped-voter',
  origin: '12.11',
  summary: 'a voter with an empty disk is refused under its id, removed, and joins under a new one',
  configure: (config) => ({ ...calm(config), nodes: 3 }),
  *script(simulation) {
    yield* haveLeaders(simulation);
    yield* serves(simulation);
    yield* wipe(simulation);
  },
};

function* wipe(simulation: Simulation): Script {
  const { cluster, members, world } = simulation;
  const leader = leaderHost(simulation);
  const victim = cluster.members().find((host) => host !== leader) ?? leader;
  // What it acknowledged lately is on the disks of the others when its own is emptied.
  strike(simulation, victim, true);
  yield* haveLeaders(simulation);
  yield* serves(simulation);
  const isRefused = yield* members.loseDisk(victim);
  yield* must(() => isRefused, 'a voter without its data must be refused', 0);
  yield* haveLeaders(simulation);
  yield* serves(simulation);

  const removed = yield* members.removeLost(victim);
  yield* must(() => removed, 'the lost voter must be removed', 0);
  const isVoter = yield* members.add(victim);
  yield* must(() => isVoter, 'the machine must be promoted under its new id', 0);
  yield* serves(simulation);
  const newcomer = world.machines[world.machines.length - 1];
  if (newcomer !== undefined) {
    yield* catchesUp(simulation, newcomer);
  }
}
