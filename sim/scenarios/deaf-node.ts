import { present } from '../../src/base/invariant.ts';
import { between, mend, partition } from '../faults/partitions.ts';
import { Violation } from '../oracles/violation.ts';
import { type Script, sleep } from '../world/script.ts';
import { calm } from './calm.ts';
import type { Scenario } from './scenario.ts';
import {
  catchesUp,
  countCampaigns,
  expect,
  haveLeaders,
  leaderHost,
  SECOND,
  serves,
} from './steps.ts';

const DEAF_MICROS = 30 * SECOND;

/** Simulation.md section 12, story 1. */
export const deafNodeScenario: Scenario = {
  name: 'deaf-node',
  origin: '12.1',
  summary: 'a follower that is heard but hears nothing campaigns for ever: nobody must follow it',
  configure: (config) => {
    const calmed = calm(config);
    return { ...calmed, network: { ...calmed.network, loss: 0 } };
  },
  *script(simulation): Script {
    const { cluster, world, elections } = simulation;
    yield* haveLeaders(simulation);
    yield* serves(simulation);
    const leaders = cluster.groups.map((group) => cluster.leaderOf(group));
    // One that leads nothing: a deaf leader is another story.
    const deaf = present(
      world.machines.find((host) => !leaders.includes(host.id)) ??
        world.machines.find((host) => host !== leaderHost(simulation)),
      'a cluster has followers',
    );
    const others = world.machines.filter((host) => host !== deaf);
    const into = between(others, [deaf]).filter(([, to]) => to === deaf.id);
    partition(cluster, into, true);
    yield* haveLeaders(simulation, others);
    const before = elections.elections;
    const campaignsOf = countCampaigns(simulation);
    yield* sleep(DEAF_MICROS);
    expect(campaignsOf(deaf) > 0, 'a node that hears nothing must campaign');
    const held = elections.elections - before;
    if (held > 0) {
      throw new Violation(
        'scenario',
        'liveness',
        `a node that hears nothing disturbed those who do: ${held} elections in ${DEAF_MICROS / SECOND} seconds`,
      );
    }
    yield* serves(simulation);
    mend(cluster, into);
    yield* catchesUp(simulation, deaf);
  },
};
