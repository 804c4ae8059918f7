import { restart } from '../faults/crashes.ts';
import { mend, partition } from '../faults/partitions.ts';
import type { Simulation } from '../run/simulation.ts';
import type { Cut } from '../world/fault.ts';
import { type Script, sleep } from '../world/script.ts';
import { calm } from './calm.ts';
import type { Scenario } from './scenario.ts';
import {
  catchesUp,
  countCampaigns,
  expect,
  haveLeaders,
  leads,
  SECOND,
  serves,
  strike,
} from './steps.ts';

const ALONE_MICROS = 10 * SECOND;

/** Who reaches whom, by position; what is not named is cut. */
type Links = readonly (readonly [number, number])[];

const PAIRS: Links = [
  [0, 1],
  [2, 3],
];
const CHAIN: Links = [
  [0, 1],
  [1, 2],
  [2, 3],
  [3, 4],
];
const TWO_AND_THREE: Links = [
  [0, 1],
  [2, 3],
  [3, 4],
  [2, 4],
];

/**
 * Five nodes start at once, and each reaches only some. Whoever takes those that it reaches for the
 * whole group begins one of its own (seeds.md BUG-22, BUG-30).
 */
export const coldStartScenario: Scenario = {
  name: 'cold-start',
  origin: 'SIM-04',
  summary: 'nodes start at once and reach few others: in pairs, in a chain, as two and three',
  configure: (config) => ({ ...calm(config), nodes: 5 }),
  *script(simulation) {
    const { cluster, world, elections } = simulation;
    const campaignsOf = countCampaigns(simulation);
    const pairs = yield* reachOnly(simulation, PAIRS);
    yield* sleep(ALONE_MICROS);
    const isEager = world.machines.every((host) => campaignsOf(host) > 0);
    expect(isEager, 'everybody must campaign while nobody has a majority');
    expect(elections.elections === 0, 'somebody was elected by fewer than a majority');
    mend(cluster, pairs);

    const chain = yield* reachOnly(simulation, CHAIN);
    yield* haveLeaders(simulation, world.machines.slice(1, 4));
    yield* serves(simulation);
    mend(cluster, chain);
    yield* haveLeaders(simulation);
    yield* serves(simulation);

    for (const host of world.machines) {
      strike(simulation, host, true);
    }
    const halves = yield* reachOnly(simulation, TWO_AND_THREE);
    for (const host of world.machines) {
      restart(cluster, host);
    }
    yield* haveLeaders(simulation, world.machines.slice(2));
    yield* serves(simulation);
    const two = world.machines.slice(0, 2);
    expect(
      two.every((host) => !leads(host)),
      'two of five lead a group',
    );
    mend(cluster, halves);
    for (const host of two) {
      yield* catchesUp(simulation, host);
    }
  },
};

/** Cuts every link but `links`; returns what was cut. */
function* reachOnly({ cluster, world }: Simulation, links: Links): Script<Cut> {
  const { machines } = world;
  const isKept = (a: number, b: number) =>
    links.some(([one, other]) => (one === a && other === b) || (one === b && other === a));
  const cut = machines.flatMap((from, a) =>
    machines.filter((to, b) => from !== to && !isKept(a, b)).map((to) => [from.id, to.id] as const),
  );
  partition(cluster, cut, false);
  // What is on its way still arrives.
  yield* sleep(SECOND / 10);
  return cut;
}
