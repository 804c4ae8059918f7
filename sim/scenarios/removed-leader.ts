import type { GroupId } from '../../src/base/ids.ts';
import { present } from '../../src/base/invariant.ts';
import { between, mend, partition } from '../faults/partitions.ts';
import type { Simulation } from '../run/simulation.ts';
import { runScript, type Script, sleep } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { calmAndIdle } from './calm.ts';
import type { Scenario } from './scenario.ts';
import { expect, firstGroup, haveLeaders, leaderHost, must, SECOND, write } from './steps.ts';

/**
 * Thesis §4.2.2: a leader that is removed leads on until the others know, and does not count itself
 * meanwhile: with one of two out of reach nothing is committed.
 */
export const removedLeaderScenario: Scenario = {
  name: 'removed-leader',
  origin: '–',
  summary:
    'the leader of three is removed while one of the others is away: it waits for both, and goes',
  configure: (config) => {
    const calmed = calmAndIdle(config);
    // It would give up, because of two it hears one, and lead again.
    const tuning = { ...calmed.tuning, checkQuorum: false };
    return { ...calmed, nodes: 3, groups: 1, tuning };
  },
  *script(simulation) {
    const { cluster, world } = simulation;
    yield* haveLeaders(simulation);
    yield* write(simulation, 3);
    const group = firstGroup(simulation);
    const leader = leaderHost(simulation);
    const away = present(
      world.machines.find((host) => host !== leader),
      'a cluster has followers',
    );
    const cut = between(
      [away],
      world.machines.filter((host) => host !== away),
    );
    partition(cluster, cut, false);
    let isGone = false;
    runScript(world, remove(simulation, leader), () => {
      isGone = cluster.retired.has(leader);
    });
    yield* must(() => isOutside(leader, group), 'the leader must lead on without a vote');
    yield* sleep(SECOND / 2);
    expect(isOutside(leader, group), 'the leader must wait for the one that is away');
    mend(cluster, cut);
    yield* must(() => isGone, 'the removed leader must be told that it may go', 60 * SECOND);
    yield* haveLeaders(simulation);
    yield* write(simulation, 3);
  },
};

function* remove({ members }: Simulation, host: SimHost): Script {
  yield* members.remove(host);
}

/** Whether `host` leads the group and is no voter of it. */
function isOutside({ id, node }: SimHost, group: GroupId): boolean {
  const raft = node?.replicas.get(group)?.raft.state;
  return raft?.isLeader === true && !raft.configuration.voters.includes(id);
}
