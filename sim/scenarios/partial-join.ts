import type { GroupId } from '../../src/base/ids.ts';
import { present } from '../../src/base/invariant.ts';
import { memberOf } from '../../src/kv/membership.ts';
import { restart } from '../faults/crashes.ts';
import type { Simulation } from '../run/simulation.ts';
import type { Script } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { calm } from './calm.ts';
import { leaderLog } from './logs.ts';
import type { Scenario } from './scenario.ts';
import { expect, haveLeaders, must, serves, strike } from './steps.ts';

/** seeds.md SIM-07, MB-07: whoever adds a node to all groups may be interrupted between two. */
export const partialJoinScenario: Scenario = {
  name: 'partial-join',
  origin: 'SIM-07',
  summary: 'a node is added to two of three groups, waits in the third, and is added there later',
  configure: (config) => ({ ...calm(config), nodes: 3, groups: 3 }),
  *script(simulation) {
    const { cluster, alterations, operator } = simulation;
    yield* haveLeaders(simulation);
    yield* serves(simulation);
    const [newcomer] = yield* alterations.newcomers(1);
    const host = present(newcomer, 'a newcomer hears of every group');
    const { node, address } = host.options;
    const [missing, ...early] = cluster.groups;
    const late = present(missing, 'there are three groups');
    const isKnown = (group: GroupId) => memberOf(cluster.membership.latest(group), node);
    for (const group of early) {
      while (isKnown(group) === undefined) {
        yield* operator.change(group, { kind: 'addLearner', node, address });
      }
    }
    yield* takesPartIn(simulation, host, early);
    expect(isWaiting(host, late), 'the node must wait where it was not added');
    for (const group of early) {
      while (isKnown(group)?.role !== 'voter') {
        yield* operator.change(group, { kind: 'promote', node });
      }
    }
    strike(simulation, host, true);
    restart(cluster, host);
    yield* takesPartIn(simulation, host, early);
    expect(isWaiting(host, late), 'the node must wait after a restart as well');
    expect(isKnown(late) === undefined, 'the third group must not know the node');
    yield* serves(simulation);

    const changeIds = early.map((group) => cluster.membership.latest(group).changeId);
    const added = { kind: 'addLearner', node, address } as const;
    const isAdded = (group: GroupId) => isKnown(group) !== undefined;
    expect(yield* operator.changeEverywhere(added, isAdded, 10), 'the third group must add it');
    const after = early.map((group) => cluster.membership.latest(group).changeId);
    expect(String(after) === String(changeIds), 'groups that have the node must not change again');
    yield* takesPartIn(simulation, host, cluster.groups);
    const isVoter = (group: GroupId) => isKnown(group)?.role === 'voter';
    const promotion = { kind: 'promote', node } as const;
    expect(yield* operator.changeEverywhere(promotion, isVoter, 10), 'it must vote everywhere');
    yield* serves(simulation);
  },
};

function* takesPartIn(simulation: Simulation, host: SimHost, groups: readonly GroupId[]): Script {
  const goals = groups.map((group) => ({
    group,
    index: leaderLog(simulation, group)?.commitIndex ?? 0,
  }));
  const hasApplied = () =>
    goals.every(({ group, index }) => {
      const replica = host.node?.replicas.get(group);
      return replica !== undefined && replica.machine.appliedIndex >= Math.max(1, index);
    });
  yield* must(hasApplied, `node ${host.ordinal} must catch up in groups ${groups.join(', ')}`);
}

function isWaiting({ node }: SimHost, group: GroupId): boolean {
  const replica = node?.replicas.get(group);
  return replica !== undefined && replica.admission !== null && replica.machine.appliedIndex === 0;
}
