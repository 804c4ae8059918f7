import { between, mend, partition } from '../faults/partitions.ts';
import type { Simulation } from '../run/simulation.ts';
import type { Cut } from '../world/fault.ts';
import type { Script } from '../world/script.ts';
import { calm } from './calm.ts';
import type { Scenario } from './scenario.ts';
import { catchesUp, haveLeaders, leaderHost, serves } from './steps.ts';

/** The ways in which a leader and the rest of a cluster lose each other. */
const CUTS = ['isolated', 'inMinority', 'mute', 'deaf'] as const;
type CutKind = (typeof CUTS)[number];

export const partitionScenario: Scenario = {
  name: 'partition',
  origin: '–',
  summary: 'the leader is isolated, in a minority, mute, deaf; the majority goes on each time',
  configure: calm,
  *script(simulation) {
    for (const kind of CUTS) {
      yield* haveLeaders(simulation);
      yield* cutOff(simulation, kind);
    }
  },
};

function* cutOff(simulation: Simulation, kind: CutKind): Script {
  const { cluster, world } = simulation;
  const leader = leaderHost(simulation);
  const others = world.machines.filter((host) => host !== leader);
  const followers = kind === 'inMinority' ? Math.floor((world.machines.length - 1) / 2) - 1 : 0;
  const minority = [leader, ...others.slice(0, followers)];
  const majority = others.slice(followers);
  const cut = directions(between(minority, majority), kind);
  partition(cluster, cut, kind === 'mute' || kind === 'deaf');
  yield* haveLeaders(simulation, majority);
  yield* serves(simulation);
  mend(cluster, cut);
  yield* haveLeaders(simulation);
  yield* serves(simulation);
  for (const host of minority) {
    yield* catchesUp(simulation, host);
  }
}

/** `between` lists the way out of the minority first, then the way in. */
function directions(both: Cut, kind: CutKind): Cut {
  switch (kind) {
    case 'mute':
      return both.filter((_, i) => i % 2 === 0);
    case 'deaf':
      return both.filter((_, i) => i % 2 === 1);
    default:
      return both;
  }
}
