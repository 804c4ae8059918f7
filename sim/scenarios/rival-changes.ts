import { present } from '../../src/base/invariant.ts';
import type { MemberChange } from '../../src/kv/membership-change.ts';
import { between, mend, partition } from '../faults/partitions.ts';
import { Violation } from '../oracles/violation.ts';
import type { Simulation } from '../run/simulation.ts';
import { runScript, type Script, sleep } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { calm } from './calm.ts';
import { hasChangeUnderWay } from './member-changes.ts';
import type { Scenario } from './scenario.ts';
import { firstGroup, haveLeaders, leaderHost, must, SECOND, serves } from './steps.ts';

/** Long enough for many elections, were they possible. */
const SPLIT_MICROS = 5 * SECOND;

/** What the old leader begins and cannot finish, and what the next one does meanwhile. */
interface Rivals {
  readonly begun: (actors: Actors) => MemberChange;
  readonly finished: (actors: Actors) => MemberChange;
}

interface Actors {
  readonly old: SimHost;
  readonly third: SimHost;
  /** Newcomers; each side may add one of them. */
  readonly first: SimHost;
  readonly second: SimHost;
}

/**
 * The mistake in the first version of single-server changes: a leader begins a change and is cut off,
 * the next one makes another, and the first comes back with as many nodes as its own configuration
 * wants. Two changes that each keep majorities apart from the old ones by one voter do not keep them
 * apart from each other (raft.md item 32).
 */
function rivalScenario(name: string, summary: string, rivals: Rivals): Scenario {
  return {
    name,
    origin: '12.5',
    summary,
    configure: (config) => ({ ...calm(config), nodes: 4, groups: 1 }),
    *script(simulation) {
      yield* haveLeaders(simulation);
      yield* serves(simulation);
      yield* rivalry(simulation, rivals);
    },
  };
}

function* rivalry(simulation: Simulation, { begun, finished }: Rivals): Script {
  const { cluster, world, operator, alterations } = simulation;
  const group = firstGroup(simulation);
  const [first, second] = yield* alterations.newcomers(2);
  yield* haveLeaders(simulation);
  const old = leaderHost(simulation);
  const [rival, third, fourth] = cluster.members().filter((host) => host !== old);
  const actors: Actors = {
    old,
    third: present(third, 'there are four members'),
    first: present(first, 'newcomers hear of the group'),
    second: present(second, 'newcomers hear of the group'),
  };
  const rest = [rival, third, fourth].filter((host) => host !== undefined);

  // The old leader keeps one newcomer, and begins a change that it cannot finish.
  const alone = between([old, actors.first], [...rest, actors.second]);
  partition(cluster, alone, false);
  runScript(world, begin(simulation, begun(actors)));
  yield* must(() => hasChangeUnderWay(old, group), 'the old leader must begin its change');

  // The others elect another one, and make a change of their own.
  yield* haveLeaders(simulation, rest);
  const before = cluster.membership.latest(group).changeId;
  const change = finished(actors);
  while (cluster.membership.latest(group).changeId === before) {
    yield* operator.change(group, change);
  }

  // The old leader is back with what would be a majority, had both changes counted.
  mend(cluster, alone);
  const split = between([old, actors.first, fourth ?? old], [rest[0] ?? old, rest[1] ?? old]);
  partition(cluster, split, false);
  const { term } = cluster.leaderReplica(group)?.replica.raft.state ?? { term: 0 };
  yield* sleep(SPLIT_MICROS);
  const leader = old.node?.replicas.get(group)?.raft.state;
  if (leader?.isLeader === true && leader.term > term) {
    throw new Violation('scenario', 'invariant', 'the old leader leads again with its own change');
  }
  mend(cluster, split);
  yield* haveLeaders(simulation);
  yield* serves(simulation);
}

function* begin(simulation: Simulation, change: MemberChange): Script {
  yield* simulation.operator.change(firstGroup(simulation), change);
}

const add = ({ options: { node, address } }: SimHost): MemberChange => ({
  kind: 'addVoter',
  node,
  address,
});
const remove = ({ id }: SimHost): MemberChange => ({ kind: 'remove', node: id });

export const oneAddOneRemoveScenario = rivalScenario(
  'one-add-one-remove',
  'a leader that is cut off adds a member while the next one removes it; one of the changes counts',
  { begun: ({ first }) => add(first), finished: ({ old }) => remove(old) },
);

export const twoAddsScenario = rivalScenario(
  'two-adds',
  'two leaders, one after the other, each add a member of their own; one of the changes counts',
  { begun: ({ first }) => add(first), finished: ({ second }) => add(second) },
);

export const twoRemovesScenario = rivalScenario(
  'two-removes',
  'two leaders, one after the other, each remove a member; one of the changes counts',
  { begun: ({ third }) => remove(third), finished: ({ old }) => remove(old) },
);
