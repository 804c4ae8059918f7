import { present } from '../../src/base/invariant.ts';
import { between, mend, partition } from '../faults/partitions.ts';
import type { Simulation } from '../run/simulation.ts';
import { type Script, sleep, until } from '../world/script.ts';
import { calmAndIdle, NO_SNAPSHOTS, QUICK_NETWORK } from './calm.ts';
import { durableIndexOf, lastIndexOf, termAt } from './logs.ts';
import { beginWrite, writeAt } from './reads.ts';
import type { Scenario } from './scenario.ts';
import { firstGroup, haveLeaders, leaderHost, SECOND, untilTold, write } from './steps.ts';

const MILLI = 1000;
const ROUNDS = { needed: 1, max: 6 } as const;

/** What a disk reports as done is the entry that was written, not the one that has its index by then. */
export const replacedWhileWrittenScenario: Scenario = {
  name: 'replaced-while-written',
  origin: '–',
  summary:
    'while a slow disk writes an entry of a deposed leader, the next leader puts another in its place',
  configure: (config) => {
    const calmed = calmAndIdle(config);
    return {
      ...calmed,
      nodes: 5,
      groups: 1,
      disk: { ...calmed.disk, latencyMicros: 100, syncMicros: 300 * MILLI },
      tuning: {
        ...calmed.tuning,
        ...NO_SNAPSHOTS,
        tickMicros: 50 * MILLI,
        heartbeatTicks: 1,
        electionTicks: 20,
        requestTimeoutTicks: 80,
        // The deposed one takes writes in until somebody tells it.
        checkQuorum: false,
        syncMode: { kind: 'fdatasync' },
      },
      // So that the mended cluster can serve each key in time.
      workload: { ...calmed.workload, keys: 3 },
      network: { ...calmed.network, ...QUICK_NETWORK },
    };
  },
  *script(simulation) {
    const untold = 'no entry was replaced while a disk was writing it';
    yield* untilTold(simulation, ROUNDS, (round) => replace(simulation, round), untold);
  },
};

/** Returns whether the entry was replaced before the disk had written it. */
function* replace(simulation: Simulation, round: number): Script<boolean> {
  const { cluster, world } = simulation;
  yield* sleep(3 * SECOND);
  // Its disk is slow for a leader too, which may have handed over meanwhile: whoever leads takes it in.
  yield* write(simulation, 1);
  yield* sleep(2 * SECOND);
  yield* haveLeaders(simulation);
  const group = firstGroup(simulation);
  const old = leaderHost(simulation);
  const others = world.machines.filter((host) => host !== old);
  const slow = present(others[0], 'a cluster has followers');
  const majority = others.slice(1);
  const index = lastIndexOf(old, group) + 1;
  const sides = between([old], majority);
  const apart = between([slow], majority);
  partition(cluster, sides, false);
  partition(cluster, apart, false);
  yield* haveLeaders(simulation, majority);
  yield* writeAt(simulation, leaderHost(simulation), `after:${round}`);
  beginWrite(simulation, old, `stale:${round}`, () => undefined);
  yield* until(() => lastIndexOf(slow, group) >= index, SECOND);
  const alone = between([old], [slow]);
  partition(cluster, alone, false);
  mend(cluster, apart);
  const staleTerm = termAt(slow, group, index);
  const isReplaced = () => termAt(slow, group, index) !== staleTerm;
  const replaced = yield* until(isReplaced, 2 * SECOND);
  const isWriting = durableIndexOf(slow, group) < index;
  yield* sleep(2 * SECOND);
  mend(cluster, sides);
  mend(cluster, alone);
  return staleTerm !== undefined && replaced && isWriting;
}
