import type { Cluster } from '../world/cluster.ts';
import type { Cut, DivisionShape } from '../world/fault.ts';
import type { SimHost } from '../world/sim-host.ts';
import type { Choose } from './choose.ts';
import { FaultClock } from './fault-clock.ts';
import { FAULT_CODES } from './fault-codes.ts';

const MILLI = 1000;

/** A way to divide a cluster. */
export type PartitionKind = 'isolateOne' | 'split' | 'leaderInMinority' | 'bridge';

/** A leader that loses its quorum is what partitions are feared for. */
const KINDS: readonly PartitionKind[] = [
  'isolateOne',
  'split',
  'leaderInMinority',
  'leaderInMinority',
  'bridge',
];

/** Cuts the network between nodes, in both directions or in one, for a while. */
export function partitions(cluster: Cluster): FaultClock {
  const { world } = cluster;
  const { partitionMicros, oneWay } = world.config.faults;
  return new FaultClock(world, FAULT_CODES.partition, partitionMicros, (choose) => {
    const hosts = choose.shuffled(world.machines.filter((host) => host.state !== 'down'));
    const kind = choose.oneOf(KINDS) ?? 'split';
    const isOneWay = choose.chance(oneWay);
    if (hosts.length < 2) {
      return;
    }
    const both = cutOf(cluster, kind, hosts, choose);
    const cut = isOneWay ? halfOf(both, choose) : both;
    const durationMicros = chooseDurationMicros(choose);
    partition(cluster, cut, isOneWay);
    world.at(world.nowMicros + durationMicros, () => mend(cluster, cut));
  });
}

/** How long nodes are kept from each other: one time in four much longer. */
export function chooseDurationMicros(choose: Choose): number {
  return choose.below(4) === 0
    ? choose.between(6000 * MILLI, 20_000 * MILLI)
    : choose.between(500 * MILLI, 6000 * MILLI);
}

/** A cut of nothing, around a leader that is not there, is no partition and not counted as one. */
export function partition(
  cluster: Cluster,
  cut: Cut,
  isOneWay: boolean,
  shape: DivisionShape | null = null,
): void {
  const { world } = cluster;
  world.noteFault(FAULT_CODES.partition, cut.length);
  if (cut.length === 0) {
    return;
  }
  if (isOneWay) {
    world.counts.faults.oneWayPartition++;
  } else {
    world.counts.faults.partition++;
  }
  for (const [from, to] of cut) {
    world.network.cut(from, to);
  }
  const sides = { cut, isOneWay } as const;
  world.faultBegan(
    cut,
    shape === null ? { kind: 'partition', ...sides } : { kind: 'division', shape, ...sides },
  );
}

export function mend(cluster: Cluster, cut: Cut): void {
  cluster.world.noteFault(FAULT_CODES.mend, cut.length);
  for (const [from, to] of cut) {
    cluster.world.network.mend(from, to);
  }
  cluster.world.faultEnded(cut);
}

/** Cuts one node off from all others for a while. */
export function isolate(cluster: Cluster, host: SimHost, durationMicros: number): void {
  const { world } = cluster;
  const others = world.machines.filter((other) => other !== host);
  const cut = between([host], others);
  partition(cluster, cut, false);
  world.at(world.nowMicros + durationMicros, () => mend(cluster, cut));
}

/** Both directions between every node of one side and every node of the other. */
export function between(left: readonly SimHost[], right: readonly SimHost[]): Cut {
  return left.flatMap((a) =>
    right.flatMap(
      (b): Cut => [
        [a.id, b.id],
        [b.id, a.id],
      ],
    ),
  );
}

function cutOf(
  cluster: Cluster,
  kind: PartitionKind,
  hosts: readonly SimHost[],
  choose: Choose,
): Cut {
  const half = Math.ceil(hosts.length / 2);
  switch (kind) {
    case 'isolateOne':
      return between(hosts.slice(0, 1), hosts.slice(1));
    case 'split':
      return between(hosts.slice(0, half), hosts.slice(half));
    case 'leaderInMinority': {
      const [group] = cluster.groups;
      const leader = choose.victim(
        group === undefined ? undefined : cluster.leaderReplica(group)?.host,
      );
      const others = hosts.filter((host) => host !== leader);
      const minority = Math.floor((hosts.length - 1) / 2);
      const side = leader === undefined ? [] : [leader];
      side.push(...others.slice(0, Math.max(0, minority - 1)));
      return between(
        side,
        hosts.filter((host) => !side.includes(host)),
      );
    }
    case 'bridge': {
      // The first one sees both sides, which do not see each other.
      const rest = hosts.slice(1);
      const middle = Math.ceil(rest.length / 2);
      return between(rest.slice(0, middle), rest.slice(middle));
    }
  }
}

/** One direction of each pair, the same for all: one side can send but not hear. */
function halfOf(cut: Cut, choose: Choose): Cut {
  const parity = choose.below(2);
  return cut.filter((_, i) => i % 2 === parity);
}
