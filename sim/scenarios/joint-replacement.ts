import { present } from '../../src/base/invariant.ts';
import type { Simulation } from '../run/simulation.ts';
import type { Script } from '../world/script.ts';
import { calm } from './calm.ts';
import type { Scenario } from './scenario.ts';
import { catchesUp, firstGroup, haveLeaders, leaderHost, must, serves } from './steps.ts';

/**
 * A machine takes the place of the leader in one joint step: while both halves decide, leadership goes
 * to it, then the old configuration is left and the old leader is told that it is removed.
 */
export const jointReplacementScenario: Scenario = {
  name: 'joint-replacement',
  origin: '12.10',
  summary: 'a new machine replaces the leader in one joint step and is handed leadership in it',
  configure: (config) => ({ ...calm(config), nodes: 3, groups: 1 }),
  *script(simulation) {
    yield* haveLeaders(simulation);
    yield* serves(simulation);
    yield* replaceLeader(simulation);
    yield* haveLeaders(simulation);
    yield* serves(simulation);
  },
};

function* replaceLeader(simulation: Simulation): Script {
  const { cluster, operator, alterations, members } = simulation;
  const group = firstGroup(simulation);
  const [joiner] = yield* alterations.newcomers(1);
  const newcomer = present(joiner, 'a newcomer hears of the group');
  yield* haveLeaders(simulation);
  const old = leaderHost(simulation);
  const { node, address } = newcomer.options;
  const changes = [
    { kind: 'addVoter', node, address },
    { kind: 'remove', node: old.id },
  ] as const;
  const isJoint = () => cluster.membership.latest(group).joint !== null;
  const entered = yield* operator.alterEverywhere({ changes, transition: 'explicit' }, isJoint, 10);
  yield* must(() => entered, 'the group must enter the joint configuration');
  yield* catchesUp(simulation, newcomer);
  yield* serves(simulation);

  while (cluster.leaderOf(group) !== node) {
    yield* operator.transfer(group, node);
    yield* must(() => cluster.leaderOf(group) !== 0, 'somebody must lead the joint configuration');
  }
  yield* serves(simulation);

  yield* must(() => isJoint(), 'an explicit joint configuration must not be left by itself', 0);
  const left = yield* alterations.leave();
  yield* must(() => left, 'the group must leave the joint configuration');
  const isRetired = yield* members.retire(old);
  yield* must(() => isRetired, 'the old leader must be told that it is removed');
}
