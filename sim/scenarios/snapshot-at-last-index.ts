import type { GroupId } from '../../src/base/ids.ts';
import { present } from '../../src/base/invariant.ts';
import { restart } from '../faults/crashes.ts';
import { between, mend, partition } from '../faults/partitions.ts';
import type { Simulation } from '../run/simulation.ts';
import type { Script } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { calmAndIdle, WHOLE_LOGS } from './calm.ts';
import { isPurged, lastIndexOf } from './logs.ts';
import type { Scenario } from './scenario.ts';
import {
  catchesUp,
  expect,
  firstGroup,
  haveLeaders,
  leaderHost,
  must,
  strike,
  write,
} from './steps.ts';

/**
 * A snapshot covers the log to its very end, and there is nothing behind it. Who lacks the last entry
 * needs the snapshot, who has it needs nothing, and both must go on from there.
 */
export const snapshotAtLastIndexScenario: Scenario = {
  name: 'snapshot-at-last-index',
  origin: '12.8',
  summary: 'logs end where their snapshots do: one follower lacks one entry, the others none',
  configure: (config) => {
    const calmed = calmAndIdle(config);
    const whole = { ...calmed.tuning, ...WHOLE_LOGS };
    const tuning = { ...whole, compactionOverhead: 0, snapshotIntervalTicks: 0 };
    return { ...calmed, nodes: 3, groups: 1, tuning };
  },
  *script(simulation) {
    const { cluster, world } = simulation;
    const group = firstGroup(simulation);
    yield* haveLeaders(simulation);
    yield* write(simulation);
    for (const host of world.machines) {
      yield* catchesUp(simulation, host);
    }
    const leader = leaderHost(simulation);
    const lagging = present(
      world.machines.find((host) => host !== leader),
      'a cluster has followers',
    );
    const others = world.machines.filter((host) => host !== lagging);
    const cut = between([lagging], others);
    partition(cluster, cut, false);
    yield* write(simulation, 1);
    yield* purge(simulation, others, group);

    const lacked = lastIndexOf(leader, group) - lastIndexOf(lagging, group);
    expect(lacked === 1, `the lagging follower must lack one entry, and lacks ${lacked}`);
    const { snapshotsInstalled } = world.counts;
    mend(cluster, cut);
    yield* must(
      () => world.counts.snapshotsInstalled > snapshotsInstalled,
      'the one that lacks an entry must install a snapshot',
    );
    yield* catchesUp(simulation, lagging);
    yield* goOnFromTheEnd(simulation, group);
  },
};

/** All are started again with nothing but their snapshots, and nobody may need anybody else's. */
function* goOnFromTheEnd(simulation: Simulation, group: GroupId): Script {
  const { cluster, world } = simulation;
  yield* purge(simulation, world.machines, group);
  for (const host of world.machines) {
    strike(simulation, host, true);
  }
  const { snapshotsInstalled } = world.counts;
  for (const host of world.machines) {
    restart(cluster, host);
  }
  yield* haveLeaders(simulation);
  yield* write(simulation);
  for (const host of world.machines) {
    yield* catchesUp(simulation, host);
  }
  const needless = world.counts.snapshotsInstalled - snapshotsInstalled;
  expect(needless === 0, `${needless} snapshots were installed by nodes that lacked nothing`);
}

/** Each of `hosts` saves a snapshot of everything and keeps no entry. */
function* purge({ operator }: Simulation, hosts: readonly SimHost[], group: GroupId): Script {
  yield* must(() => haveEqualEnds(hosts, group), 'logs must have one end');
  for (const host of hosts) {
    if (!isPurged(host, group)) {
      yield* operator.snapshot(group, host.id);
    }
    yield* must(
      () => isPurged(host, group),
      `node ${host.ordinal} must keep nothing but its snapshot`,
    );
  }
}

function haveEqualEnds(hosts: readonly SimHost[], group: GroupId): boolean {
  const ends = hosts.map((host) => host.node?.replicas.get(group)?.machine.appliedIndex ?? 0);
  const longest = Math.max(...hosts.map((host) => lastIndexOf(host, group)));
  return ends.every((end) => end === longest);
}
