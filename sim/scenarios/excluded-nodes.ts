import type { GroupId } from '../../src/base/ids.ts';
import { present } from '../../src/base/invariant.ts';
import { votersOf } from '../../src/kv/membership.ts';
import { between, mend, partition } from '../faults/partitions.ts';
import type { Simulation } from '../run/simulation.ts';
import { runScript, type Script, sleep } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { calm } from './calm.ts';
import { hasChangeUnderWay } from './member-changes.ts';
import type { Scenario } from './scenario.ts';
import { expect, firstGroup, haveLeaders, leaderHost, must, SECOND, serves } from './steps.ts';

/** Long enough for many elections, were they possible. */
const SPLIT_MICROS = 5 * SECOND;

/**
 * seeds.md SIM-10: a side that goes on excludes whom it does not reach. Two of five cannot, though they
 * have the leader of yesterday; and those that were excluded, who have not heard of it, make up no
 * second side with one of the others, though they are three of the five that they know of.
 */
export const excludedNodesScenario: Scenario = {
  name: 'excluded-nodes',
  origin: 'SIM-10',
  summary: 'three exclude the two that they do not reach; no second side ever leads, either way',
  configure: (config) => ({ ...calm(config), nodes: 5, groups: 1 }),
  *script(simulation) {
    const { cluster, members, world } = simulation;
    const group = firstGroup(simulation);
    yield* haveLeaders(simulation);
    yield* serves(simulation);
    const old = leaderHost(simulation);
    const others = world.machines.filter((host) => host !== old);
    const excluded = [old, ...others.slice(0, 1)];
    const rest = others.slice(1);

    const cut = between(excluded, rest);
    partition(cluster, cut, false);
    yield* excludes(simulation, group, { excluded, rest });

    const leader = leaderHost(simulation);
    const lone = present(
      rest.find((host) => host !== leader),
      'three of five have two followers',
    );
    const left = rest.filter((host) => host !== lone);
    mend(cluster, cut);
    const split = between([...excluded, lone], left);
    partition(cluster, split, false);
    yield* staysAlone(simulation, group, left);
    mend(cluster, split);

    yield* haveLeaders(simulation, rest);
    for (const host of excluded) {
      const isRetired = yield* members.retire(host);
      yield* must(() => isRetired, 'who was excluded must be told', 0);
      const isVoter = yield* members.add(host);
      yield* must(() => isVoter, 'its machine must come back under a new id', 0);
    }
    yield* serves(simulation);
  },
};

interface Sides {
  /** With the leader of yesterday. */
  readonly excluded: readonly SimHost[];
  readonly rest: readonly SimHost[];
}

/** Each side tries to exclude members of the other one; only that of three can. */
function* excludes(simulation: Simulation, group: GroupId, { excluded, rest }: Sides): Script {
  const { cluster, members, operator, world } = simulation;
  const old = present(excluded[0], 'the side of two has the old leader');
  const target = present(rest[0], 'there is another side');
  runScript(world, forget(operator.change(group, { kind: 'remove', node: target.id })));
  yield* must(() => hasChangeUnderWay(old, group), 'the old leader must begin its change');
  yield* staysAlone(simulation, group, rest);
  for (const host of excluded) {
    const isRemoved = yield* members.removeLost(host);
    yield* must(() => isRemoved, `three of five must exclude node ${host.ordinal}`, 0);
  }
  const voters = votersOf(cluster.membership.latest(group));
  const isSame = rest.every(({ id }) => voters.includes(id)) && voters.length === rest.length;
  expect(isSame, 'the side of three must be all that is left, and whole');
}

/** `hosts` lead and serve, and in a good while nobody else is elected. */
function* staysAlone(simulation: Simulation, group: GroupId, hosts: readonly SimHost[]): Script {
  const { world } = simulation;
  const rivals: SimHost[] = [];
  let isOver = false;
  world.observe({
    noticed: (host, notice) => {
      const isElected = notice.kind === 'leaderChanged' && notice.leader === host.id;
      if (isElected && !isOver && notice.group === group && !hosts.includes(host)) {
        rivals.push(host);
      }
    },
  });
  yield* haveLeaders(simulation, hosts);
  yield* serves(simulation);
  yield* sleep(SPLIT_MICROS);
  isOver = true;
  const [rival] = rivals;
  expect(rival === undefined, `node ${rival?.ordinal} leads another side`);
}

function* forget(script: Script<unknown>): Script {
  yield* script;
}
