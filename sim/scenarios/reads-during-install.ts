import { present } from '../../src/base/invariant.ts';
import { between, mend, partition } from '../faults/partitions.ts';
import type { Simulation } from '../run/simulation.ts';
import { Asker, type Reply } from '../workload/asker.ts';
import { type Script, sleep } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { calmAndIdle } from './calm.ts';
import { isCompactedBeyond, lastIndexOf, logOf } from './logs.ts';
import { storyKey, writeAt } from './reads.ts';
import type { Scenario } from './scenario.ts';
import { catchesUp, expect, firstGroup, haveLeaders, leaderHost, must, write } from './steps.ts';

const ASKER_CONNECTION = 2000;
const PAUSE_MICROS = 1000;
const ASKED_MAX = 30_000;

/** seeds.md BUG-18: local reads met a database that was closed while a snapshot took its place. */
export const readsDuringInstallScenario: Scenario = {
  name: 'reads-during-install',
  origin: 'SIM-09',
  summary: 'a follower is asked every millisecond for what it has while a snapshot replaces it',
  configure: (config) => {
    const calmed = calmAndIdle(config);
    const tuning = {
      ...calmed.tuning,
      snapshotEntries: 20,
      snapshotIntervalTicks: 0,
      disableAutoCompaction: false,
      compactionOverhead: 0,
      snapshotChunkBytes: 128,
      snapshotSendBytesPerSecond: 0,
      snapshotReceiveBytesPerSecond: 0,
    };
    return { ...calmed, nodes: 3, groups: 1, stores: 'mixed', tuning };
  },
  *script(simulation) {
    const { world } = simulation;
    const asker = new Asker(world, ASKER_CONNECTION);
    for (const follower of world.machines) {
      yield* haveLeaders(simulation);
      if (follower !== leaderHost(simulation)) {
        yield* replaceUnderReads(simulation, follower, asker);
      }
    }
  },
};

function* replaceUnderReads(simulation: Simulation, follower: SimHost, asker: Asker): Script {
  const { cluster, world } = simulation;
  const group = firstGroup(simulation);
  const [old, fresh] = [`old:${follower.ordinal}`, `new:${follower.ordinal}`];
  yield* writeAt(simulation, leaderHost(simulation), old);
  yield* catchesUp(simulation, follower);
  const others = world.machines.filter((host) => host !== follower);
  const cut = between([follower], others);
  partition(cluster, cut, false);
  const missed = lastIndexOf(follower, group);
  yield* haveLeaders(simulation, others);
  const leader = leaderHost(simulation);
  yield* writeAt(simulation, leader, fresh);
  yield* write(simulation, 40);
  const isCompacted = () => isCompactedBeyond(logOf(leader, group), missed);
  yield* must(isCompacted, 'the leader must compact what the follower lacks');

  const before = replicaOf(follower).snapshotsInstalled;
  const sights = { old: 0, fresh: 0, during: 0 };
  mend(cluster, cut);
  for (let asked = 0; sights.fresh < 10; asked++) {
    expect(asked < ASKED_MAX, 'the follower must show what the snapshot brought');
    const { receiving, installation } = replicaOf(follower);
    sights.during += receiving !== null || installation !== null ? 1 : 0;
    // Reads may overtake each other: one is older than another if it was answered before that began.
    const hasSeenFresh = sights.fresh > 0;
    readStale(simulation, asker, follower, (reply) => {
      const seen = textOf(simulation, reply);
      expect(seen === old || seen === fresh, `a read during an installation saw ${seen}`);
      expect(seen === fresh || !hasSeenFresh, 'a read saw an older state than one before it');
      sights[seen === old ? 'old' : 'fresh']++;
    });
    yield* sleep(PAUSE_MICROS);
  }
  expect(replicaOf(follower).snapshotsInstalled > before, 'a snapshot must have been installed');
  expect(sights.old > 0 && sights.during > 0, 'nobody asked while the snapshot was on its way');
}

function readStale(
  simulation: Simulation,
  asker: Asker,
  host: SimHost,
  done: (reply: Reply) => void,
): void {
  const group = firstGroup(simulation);
  const freshness = { consistency: 'stale' } as const;
  asker.read(host.id, { group, key: storyKey(simulation), freshness }, done);
}

function textOf({ world }: Simulation, reply: Reply): string {
  if (reply?.kind !== 'read') {
    return reply?.kind === 'refused' ? `a refusal: ${reply.reason}` : `${reply?.kind}`;
  }
  return reply.found ? world.ports.utf8.decode(reply.value, 0, reply.value.length) : 'nothing';
}

function replicaOf({ node }: SimHost) {
  const [replica] = node?.replicas.values() ?? [];
  return present(replica, 'the node has a replica of the group');
}
