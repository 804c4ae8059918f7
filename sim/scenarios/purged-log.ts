import { between, mend, partition } from '../faults/partitions.ts';
import type { Simulation } from '../run/simulation.ts';
import type { Script } from '../world/script.ts';
import { calmAndIdle } from './calm.ts';
import { isPurged, leaderLog } from './logs.ts';
import type { Scenario } from './scenario.ts';
import { firstGroup, haveLeaders, must, write } from './steps.ts';

/**
 * A learner is added while nobody can reach it, then every log is compacted to its end, and nothing is
 * written any more: all that there is to send is a snapshot, and no new entry says so.
 */
export const purgedLogScenario: Scenario = {
  name: 'purged-log',
  origin: '12.6',
  summary: 'a learner is added out of reach, logs are compacted to their end, and nobody writes',
  configure: (config) => {
    const calmed = calmAndIdle(config);
    const tuning = { ...calmed.tuning, compactionOverhead: 0, snapshotEntries: 1000 };
    return { ...calmed, groups: 1, tuning };
  },
  *script(simulation) {
    yield* haveLeaders(simulation);
    yield* write(simulation);
    yield* addUnreached(simulation);
  },
};

function* addUnreached(simulation: Simulation): Script {
  const { cluster, operator, alterations, world } = simulation;
  const group = firstGroup(simulation);
  const voters = cluster.members();
  const learner = cluster.addJoiner();
  world.start(learner);
  const cut = between([learner], voters);
  partition(cluster, cut, false);
  yield* alterations.alter({ joining: [{ host: learner, role: 'learner' }] }, 'single');

  while (!voters.every((host) => isPurged(host, group))) {
    for (const host of voters) {
      yield* operator.snapshot(group, host.id);
    }
  }
  mend(cluster, cut);
  const commitIndex = leaderLog(simulation, group)?.commitIndex ?? 0;
  const hasAll = () =>
    (learner.node?.replicas.get(group)?.machine.appliedIndex ?? 0) >= commitIndex;
  yield* must(hasAll, 'the learner must get a snapshot although nothing is written');
  yield* alterations.alter({ promoted: [learner.id] }, 'single');
  yield* write(simulation);
}
