import type { ErrorCode } from '../../src/base/errors.ts';
import { present } from '../../src/base/invariant.ts';
import { restart } from '../faults/crashes.ts';
import type { Simulation } from '../run/simulation.ts';
import type { Script } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { calm } from './calm.ts';
import type { Scenario } from './scenario.ts';
import { give, memberOf, refusesStart, type Start } from './starts.ts';
import { catchesUp, expect, haveLeaders, serves, strike } from './steps.ts';

/** How a node is started, and how it answers: with an error's code, or null where it must run. */
type Attempt = readonly [start: Start, answer: ErrorCode | null];

/**
 * Every way to start a node over what its directory says, and over an empty one (seeds.md ST-05). What
 * contradicts the directory is refused, and changes nothing in it: the next valid start works.
 */
export const startCombinationsScenario: Scenario = {
  name: 'start-combinations',
  origin: 'SIM-01',
  summary: 'an initial member, a joined one and an empty machine are started in every way there is',
  configure: (config) => ({ ...calm(config), nodes: 3, stores: 'memory' }),
  *script(simulation) {
    const { world, members } = simulation;
    yield* haveLeaders(simulation);
    yield* serves(simulation);
    const originals = [...world.machines];
    expect(yield* members.add(null), 'a fourth node must be promoted');
    const initial = present(originals[0], 'there are three machines');
    const joined = present(world.machines[3], 'the fourth machine joined');
    const recorded = originals.map(memberOf);
    const all = [...recorded, memberOf(joined)];

    yield* tryAll(simulation, initial, startsOfInitial(recorded, all));
    yield* tryAll(simulation, joined, startsOfJoined(recorded, all));
    yield* tryOnEmptyMachine(simulation, recorded);
    yield* haveLeaders(simulation);
    yield* serves(simulation);
  },
};

type Members = Start['members'];

function startsOfInitial(recorded: Members, all: Members): Attempt[] {
  const [first, ...rest] = recorded;
  const moved = [{ ...present(first, 'there are members'), address: '10.0.0.9:9' }, ...rest];
  return [
    [{ join: true, members: recorded }, 'MEMBERS_WITH_JOIN'],
    [{ join: true, members: [] }, 'INITIAL_MEMBER_JOINING'],
    [{ join: false, members: all }, 'INCONSISTENT_MEMBERS'],
    [{ join: false, members: rest }, 'INCONSISTENT_MEMBERS'],
    [{ join: false, members: moved }, 'INCONSISTENT_MEMBERS'],
    [{ join: false, members: [], store: 'level' }, 'MACHINE_TYPE_CHANGED'],
    [{ join: false, members: recorded }, null],
    [{ join: false, members: [] }, null],
  ];
}

function startsOfJoined(recorded: Members, all: Members): Attempt[] {
  return [
    [{ join: true, members: all }, 'MEMBERS_WITH_JOIN'],
    [{ join: false, members: all }, 'JOINED_WITH_MEMBERS'],
    [{ join: false, members: recorded }, 'JOINED_WITH_MEMBERS'],
    [{ join: true, members: [], store: 'level' }, 'MACHINE_TYPE_CHANGED'],
    [{ join: true, members: [] }, null],
    [{ join: false, members: [] }, null],
  ];
}

function* tryAll(simulation: Simulation, host: SimHost, attempts: readonly Attempt[]): Script {
  const { cluster } = simulation;
  for (const [start, answer] of attempts) {
    if (host.state !== 'down') {
      strike(simulation, host, true);
    }
    if (answer !== null) {
      yield* refusesStart(simulation, host, start, answer);
      continue;
    }
    give(host, start);
    restart(cluster, host);
    yield* haveLeaders(simulation);
    yield* serves(simulation);
    yield* catchesUp(simulation, host);
  }
}

/** Nothing that is refused begins a group. */
function* tryOnEmptyMachine(simulation: Simulation, recorded: Members): Script {
  const { cluster, members } = simulation;
  const host = cluster.addJoiner();
  const own = memberOf(host);
  const attempts: readonly (readonly [Start, ErrorCode])[] = [
    [{ join: false, members: [] }, 'NOT_BOOTSTRAPPED'],
    [{ join: true, members: recorded }, 'MEMBERS_WITH_JOIN'],
    [{ join: false, members: recorded }, 'MEMBERS_WITHOUT_SELF'],
    [{ join: false, members: [own, own] }, 'INVALID_CONFIG'],
  ];
  for (const [start, code] of attempts) {
    yield* refusesStart(simulation, host, start, code);
  }
  members.switchOff(host);
}
