import { restart } from '../faults/crashes.ts';
import type { Simulation } from '../run/simulation.ts';
import { type Script, sleep } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { calm } from './calm.ts';
import { isCompactedBeyond, lastIndexOf, leaderLog } from './logs.ts';
import type { Scenario } from './scenario.ts';
import { catchesUp, haveLeaders, leaderHost, must, SECOND, serves, strike } from './steps.ts';

/** While a snapshot is on its way at the latest. */
const INTERRUPT_MICROS = SECOND / 20;

export const snapshotCatchUpScenario: Scenario = {
  name: 'snapshot-catch-up',
  origin: '12.7, SIM-03',
  summary: 'a follower is away until the log it needs is gone, and needs a snapshot; also twice',
  configure: (config) => {
    const calmed = calm(config);
    return {
      ...calmed,
      tuning: {
        ...calmed.tuning,
        snapshotEntries: 20,
        snapshotBytes: 1 << 20,
        compactionOverhead: 5,
        disableAutoCompaction: false,
        snapshotChunkBytes: 128,
      },
      // Short: a snapshot of long ones takes its time in pieces of 128 bytes.
      workload: { ...calmed.workload, thinkMicros: 20_000, valueBytesMax: 200 },
    };
  },
  *script(simulation) {
    yield* haveLeaders(simulation);
    for (const isInterrupted of [false, true]) {
      yield* missTooMuch(simulation, followerOf(simulation), isInterrupted);
    }
  },
};

function* missTooMuch(simulation: Simulation, host: SimHost, isInterrupted: boolean): Script {
  const { cluster, world } = simulation;
  const missed = cluster.groups.map((group) => ({ group, index: lastIndexOf(host, group) }));
  strike(simulation, host, true);
  const isCompacted = () =>
    missed.some(({ group, index }) => isCompactedBeyond(leaderLog(simulation, group), index));
  yield* must(
    isCompacted,
    'leaders must compact what a follower that is away has not',
    120 * SECOND,
  );
  const installed = world.counts.snapshotsInstalled;
  restart(cluster, host);
  if (isInterrupted) {
    yield* sleep(INTERRUPT_MICROS);
    strike(simulation, host, true);
    restart(cluster, host);
  }
  yield* must(
    () => world.counts.snapshotsInstalled > installed,
    'the follower must install a snapshot',
  );
  yield* catchesUp(simulation, host);
  yield* serves(simulation);
}

function followerOf(simulation: Simulation): SimHost {
  const leader = leaderHost(simulation);
  return simulation.world.machines.find((host) => host !== leader) ?? leader;
}
