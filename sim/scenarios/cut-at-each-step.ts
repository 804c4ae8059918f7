import { restart } from '../faults/crashes.ts';
import type { Simulation } from '../run/simulation.ts';
import type { Script } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { calm } from './calm.ts';
import { isCompactedBeyond, leaderLog } from './logs.ts';
import { namesSnapshot, PowerCutter } from './power-cutter.ts';
import type { Scenario } from './scenario.ts';
import { catchesUp, expect, haveLeaders, must, SECOND, serves, strike } from './steps.ts';

const STEPS_MAX = 60;
/** What a power cut must have come right after for the story to be told. */
const NEEDED = ['rename bootstrap', 'rename snapshot', 'rename pointer', 'syncDirectory'];

/**
 * Power is cut after the first request to the disk of a first start, after the second, and so on; then
 * the same from the moment that a received snapshot gets its name (seeds.md SIM-02).
 */
export const cutAtEachStepScenario: Scenario = {
  name: 'cut-at-each-step',
  origin: 'SIM-02',
  summary: 'power is cut at each step of a first start, and of installing a snapshot in a database',
  configure: (config) => {
    const calmed = calm(config);
    const tuning = {
      ...calmed.tuning,
      snapshotEntries: 20,
      snapshotBytes: 1 << 20,
      snapshotIntervalTicks: 0,
      disableAutoCompaction: false,
      compactionOverhead: 0,
      snapshotSendBytesPerSecond: 0,
      snapshotReceiveBytesPerSecond: 0,
    };
    const workload = { ...calmed.workload, clients: 2, valueBytesMax: 16, thinkMicros: 20_000 };
    return { ...calmed, nodes: 3, groups: 1, stores: 'level', tuning, workload };
  },
  *script(simulation) {
    const { alterations } = simulation;
    const cutter = new PowerCutter(simulation);
    yield* haveLeaders(simulation);
    yield* serves(simulation);
    const learner = yield* startAgainAndAgain(simulation, cutter);
    const joining = [{ host: learner, role: 'learner' as const }];
    expect(yield* alterations.alter({ joining }, 'single'), 'the learner must be added');
    yield* catchesUp(simulation, learner);
    yield* installAgainAndAgain(simulation, learner, cutter);
    const missing = NEEDED.filter((step) => !cutter.steps.has(step));
    expect(missing.length === 0, `no power was cut after: ${missing.join(', ')}`);
    yield* serves(simulation);
  },
};

/**
 * First starts of one machine after the other: power is cut at another step each time, and then the
 * start must succeed. Returns the first machine whose start was over before the cut.
 */
function* startAgainAndAgain(simulation: Simulation, cutter: PowerCutter): Script<SimHost> {
  const { cluster, world, members } = simulation;
  for (let step = 1; ; step++) {
    expect(step < STEPS_MAX, 'a first start must come to an end');
    const host = cluster.addJoiner();
    const isWaiting = () => replicaOf(host)?.admission?.isNewcomer === true;
    cutter.arm(host, step);
    world.start(host);
    yield* must(() => cutter.hasStruck || isWaiting(), 'a first start must come to an end');
    cutter.disarm();
    if (!cutter.hasStruck) {
      return host;
    }
    restart(cluster, host);
    yield* must(isWaiting, `node ${host.ordinal} must start after a power cut at step ${step}`);
    members.switchOff(host);
  }
}

/** Until a replica that needs a snapshot has installed one without being cut off. */
function* installAgainAndAgain(simulation: Simulation, host: SimHost, cutter: PowerCutter): Script {
  const { cluster } = simulation;
  for (let step = 1; step <= STEPS_MAX; step++) {
    yield* fallBehind(simulation, host);
    cutter.arm(host, step, namesSnapshot);
    restart(cluster, host);
    const hasInstalled = () => replicaOf(host)?.snapshotsInstalled === 1;
    yield* must(() => cutter.hasStruck || hasInstalled(), 'a snapshot must be installed');
    cutter.disarm();
    restart(cluster, host);
    yield* catchesUp(simulation, host);
    if (!cutter.hasStruck) {
      return;
    }
  }
}

function* fallBehind(simulation: Simulation, host: SimHost): Script {
  const { cluster } = simulation;
  const missed = replicaOf(host)?.raft.state.log.lastIndex ?? 0;
  strike(simulation, host, true);
  const isCompacted = () =>
    cluster.groups.every((group) => isCompactedBeyond(leaderLog(simulation, group), missed));
  yield* must(isCompacted, 'the leader must compact what the learner lacks', 120 * SECOND);
}

function replicaOf({ node }: SimHost) {
  return [...(node?.replicas.values() ?? [])][0];
}
