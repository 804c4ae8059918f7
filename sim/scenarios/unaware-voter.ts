import { memberOf } from '../../src/kv/membership.ts';
import { restart } from '../faults/crashes.ts';
import { mend, partition } from '../faults/partitions.ts';
import type { Simulation } from '../run/simulation.ts';
import type { Script } from '../world/script.ts';
import { calm } from './calm.ts';
import type { Scenario } from './scenario.ts';
import { catchesUp, firstGroup, haveLeaders, leaderHost, must, serves, strike } from './steps.ts';

/**
 * A learner is promoted and does not hear of it. Then the leader is gone, and of the four voters three
 * are needed, the promoted one among them, which takes itself for a learner (raft.md item 13).
 */
export const unawareVoterScenario: Scenario = {
  name: 'unaware-voter',
  origin: '12.9',
  summary: 'a promoted learner that has not heard of it must vote, for the others need it',
  configure: (config) => {
    const calmed = calm(config);
    // Few writes: who is far behind is not promoted.
    const workload = { ...calmed.workload, clients: 2, window: 1, thinkMicros: 200_000 };
    return { ...calmed, nodes: 3, groups: 1, workload };
  },
  *script(simulation) {
    yield* haveLeaders(simulation);
    yield* serves(simulation);
    yield* promoteUnheard(simulation);
  },
};

function* promoteUnheard(simulation: Simulation): Script {
  const { cluster, operator, alterations } = simulation;
  const group = firstGroup(simulation);
  const learner = cluster.addJoiner();
  const joining = [{ host: learner, role: 'learner' as const }];
  cluster.world.start(learner);
  yield* alterations.alter({ joining }, 'single');
  yield* catchesUp(simulation, learner);

  yield* haveLeaders(simulation);
  const leader = leaderHost(simulation);
  const others = cluster.members().filter((host) => host !== leader && host !== learner);
  const deaf = [leader, ...others].map((host) => [host.id, learner.id] as const);
  partition(cluster, deaf, true);
  const isPromoted = () => memberOf(cluster.membership.latest(group), learner.id)?.role === 'voter';
  const promotion = { kind: 'promote', node: learner.id } as const;
  const made = yield* operator.changeEverywhere(promotion, isPromoted, 10);
  yield* must(() => made, 'the learner must be promoted');
  const knows = (host: typeof learner) =>
    host.node?.replicas.get(group)?.raft.state.configuration.voters.includes(learner.id) === true;
  yield* must(() => others.every(knows), 'the other voters must hear of the promotion');
  yield* must(() => !knows(learner), 'the promoted one must not hear of it', 0);

  strike(simulation, leader, true);
  mend(cluster, deaf);
  yield* haveLeaders(simulation, [...others, learner]);
  yield* serves(simulation);
  restart(cluster, leader);
  yield* catchesUp(simulation, leader);
}
