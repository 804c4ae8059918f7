import { present } from '../../src/base/invariant.ts';
import { between, mend, partition } from '../faults/partitions.ts';
import { sleep } from '../world/script.ts';
import { calmAndIdle } from './calm.ts';
import type { Scenario } from './scenario.ts';
import {
  catchesUp,
  countCampaigns,
  expect,
  haveLeaders,
  leaderHost,
  SECOND,
  write,
} from './steps.ts';

const APART_MICROS = 10 * SECOND;

/** A learner may vote, for it may be a voter and not know it; who asks it must not count that (raft.md item 13). */
export const learnerMinorityScenario: Scenario = {
  name: 'learner-minority',
  origin: '–',
  summary: 'one of three voters is cut off together with a learner: the two of them elect nobody',
  configure: (config) => ({ ...calmAndIdle(config), nodes: 3, groups: 1 }),
  *script(simulation) {
    const { alterations, cluster, world } = simulation;
    yield* haveLeaders(simulation);
    yield* write(simulation, 3);
    const learner = cluster.addJoiner();
    world.start(learner);
    yield* alterations.alter({ joining: [{ host: learner, role: 'learner' }] }, 'single');
    yield* catchesUp(simulation, learner);
    yield* haveLeaders(simulation);
    const leader = leaderHost(simulation);
    const voter = present(
      alterations.voters().find((host) => host !== leader),
      'a cluster has followers',
    );
    yield* catchesUp(simulation, voter);
    const few = [voter, learner];
    const cut = between(
      few,
      world.machines.filter((host) => !few.includes(host)),
    );
    const campaignsOf = countCampaigns(simulation);
    partition(cluster, cut, false);
    yield* sleep(APART_MICROS);
    expect(campaignsOf(voter) > 0, 'a voter that hears no leader must campaign');
    yield* write(simulation, 3);
    mend(cluster, cut);
    yield* haveLeaders(simulation);
    yield* catchesUp(simulation, voter);
  },
};
