import { present } from '../../src/base/invariant.ts';
import { between, mend, partition } from '../faults/partitions.ts';
import type { Simulation } from '../run/simulation.ts';
import type { Script } from '../world/script.ts';
import { calm } from './calm.ts';
import { isCompactedBeyond, lastIndexOf, logOf } from './logs.ts';
import type { Scenario } from './scenario.ts';
import {
  catchesUp,
  expect,
  firstGroup,
  haveLeaders,
  leaderHost,
  must,
  SECOND,
  serves,
} from './steps.ts';

const MILLI = 1000;
const ROUNDS = 6;

/** Raft §7: appends and snapshots from before the beginning of a log are late, and nothing else. */
export const lateCopiesScenario: Scenario = {
  name: 'late-copies',
  origin: '–',
  summary:
    'most frames come twice, a fifth of the copies very late, and logs are as short as can be: what is late does no harm',
  configure: (config) => {
    const calmed = calm(config);
    return {
      ...calmed,
      nodes: 3,
      groups: 1,
      stores: 'memory',
      tuning: {
        ...calmed.tuning,
        tickMicros: 50 * MILLI,
        heartbeatTicks: 1,
        requestTimeoutTicks: 40,
        appendBytesMax: 65_536,
        inflightMessagesMax: 64,
        snapshotEntries: 5,
        compactionOverhead: 0,
        disableAutoCompaction: false,
        snapshotChunkBytes: 65_536,
        snapshotSendBytesPerSecond: 0,
        snapshotReceiveBytesPerSecond: 0,
      },
      network: {
        ...calmed.network,
        latencyMinMicros: 0,
        latencyMeanMicros: 3 * MILLI,
        loss: 0,
        duplicate: 800_000,
        tail: 200_000,
      },
      workload: {
        ...calmed.workload,
        clients: 6,
        keys: 10,
        thinkMicros: 20 * MILLI,
        valueBytesMax: 16,
      },
    };
  },
  *script(simulation) {
    yield* haveLeaders(simulation);
    const installed = simulation.world.counts.snapshotsInstalled;
    for (let round = 0; round < ROUNDS; round++) {
      yield* missTooMuch(simulation);
      yield* serves(simulation, 60);
    }
    expect(
      simulation.world.counts.snapshotsInstalled > installed,
      'nobody who missed too much has installed a snapshot',
    );
  },
};

/** A follower is cut off until the leader's log begins behind the end of its own. */
function* missTooMuch(simulation: Simulation): Script {
  const { cluster, world } = simulation;
  yield* haveLeaders(simulation);
  const group = firstGroup(simulation);
  const leader = leaderHost(simulation);
  const away = present(
    world.machines.find((host) => host !== leader),
    'a cluster has followers',
  );
  const others = world.machines.filter((host) => host !== away);
  const cut = between([away], others);
  partition(cluster, cut, false);
  const isCompacted = () =>
    others.every((host) => isCompactedBeyond(logOf(host, group), lastIndexOf(away, group)));
  yield* must(isCompacted, 'leaders must compact what is missing elsewhere', 60 * SECOND);
  mend(cluster, cut);
  yield* catchesUp(simulation, away);
}
