import { present } from '../../src/base/invariant.ts';
import type { Cluster } from '../world/cluster.ts';
import type { Cut, DivisionShape } from '../world/fault.ts';
import type { SimHost } from '../world/sim-host.ts';
import type { Choose } from './choose.ts';
import { FaultClock } from './fault-clock.ts';
import { FAULT_CODES } from './fault-codes.ts';
import { between, chooseDurationMicros, mend, partition } from './partitions.ts';

/** How nodes may be divided, beside the simple partitions. */
const SHAPES: readonly DivisionShape[] = ['ring', 'partialMesh', 'sides', 'minority', 'leaderSide'];

/** Divides the nodes in ways that are rarer than two halves, in both directions or in one each. */
export function divisions(cluster: Cluster): FaultClock {
  const { world } = cluster;
  const { divisionMicros, oneWay } = world.config.faults;
  return new FaultClock(world, FAULT_CODES.division, divisionMicros, (choose) => {
    const hosts = choose.shuffled(world.machines.filter((host) => host.state !== 'down'));
    const shape = choose.oneOf(SHAPES) ?? 'ring';
    if (hosts.length < 2) {
      return;
    }
    const isOneWay = choose.chance(oneWay);
    const pairs = pairsOf(shape, hosts, choose, () => leaderOfAny(cluster, choose));
    const cut = isOneWay ? pairs.map((pair) => oneDirection(pair, choose)) : pairs.flatMap(both);
    const durationMicros = chooseDurationMicros(choose);
    partition(cluster, cut, isOneWay, shape);
    world.at(world.nowMicros + durationMicros, () => mend(cluster, cut));
  });
}

type Pair = readonly [SimHost, SimHost];

/** The pairs of nodes that a division keeps from each other. */
export function pairsOf(
  shape: DivisionShape,
  hosts: readonly SimHost[],
  choose: Pick<Choose, 'below' | 'between'>,
  leader: () => SimHost | undefined,
): Pair[] {
  const minority = Math.floor((hosts.length - 1) / 2);
  switch (shape) {
    case 'ring':
      return pairsWhere(hosts, (i, j) => j - i > 1 && !isClosing(hosts.length, i, j));
    case 'partialMesh':
      return pairsWhere(hosts, () => choose.below(2) === 0);
    case 'sides': {
      const sides = choose.between(Math.min(3, hosts.length), hosts.length);
      return pairsWhere(hosts, (i, j) => i % sides !== j % sides);
    }
    case 'minority': {
      const size = choose.between(1, Math.max(1, minority));
      return pairsWhere(hosts, (i, j) => i < size && j >= size);
    }
    case 'leaderSide': {
      const first = leader();
      const others = hosts.filter((host) => host !== first);
      const ordered = first === undefined ? others : [first, ...others];
      return pairsWhere(ordered, (i, j) => i < Math.max(1, minority) && j >= Math.max(1, minority));
    }
  }
}

/** Three nodes in a closed ring would all see each other: theirs stays open. */
function isClosing(count: number, i: number, j: number): boolean {
  return count > 3 && i === 0 && j === count - 1;
}

function pairsWhere(hosts: readonly SimHost[], isApart: (i: number, j: number) => boolean): Pair[] {
  return hosts.flatMap((one, i) =>
    hosts.flatMap((other, j): Pair[] => (j > i && isApart(i, j) ? [[one, other]] : [])),
  );
}

function both([one, other]: Pair): Cut {
  return between([one], [other]);
}

function oneDirection([one, other]: Pair, choose: Choose): Cut[number] {
  return present(both([one, other])[choose.below(2)], 'a pair has two directions');
}

function leaderOfAny(cluster: Cluster, choose: Choose): SimHost | undefined {
  const group = choose.oneOf(cluster.groups);
  return choose.victim(group === undefined ? undefined : cluster.leaderReplica(group)?.host);
}
