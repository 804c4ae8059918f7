import type { Cluster } from '../world/cluster.ts';
import type { ClientDirection } from '../world/fault.ts';
import type { SimHost } from '../world/sim-host.ts';
import { FaultClock } from './fault-clock.ts';
import { FAULT_CODES } from './fault-codes.ts';

const MILLI = 1000;
const DIRECTIONS: readonly (readonly ClientDirection[])[] = [
  ['requests', 'answers'],
  ['requests'],
  ['answers'],
];

/** Keeps clients from a node, a leader most of the time: what they ask, what they are told, or both. */
export function clientCuts(cluster: Cluster): FaultClock {
  const { world } = cluster;
  return new FaultClock(
    world,
    FAULT_CODES.clientCut,
    world.config.faults.clientCutMicros,
    (choose) => {
      const group = choose.oneOf(cluster.groups);
      const leader = group === undefined ? undefined : cluster.leaderReplica(group)?.host;
      const host =
        choose.below(4) > 0 && leader !== undefined
          ? choose.victim(leader)
          : choose.oneOf(world.upHosts);
      const directions = choose.oneOf(DIRECTIONS) ?? [];
      const durationMicros = choose.between(500 * MILLI, 6000 * MILLI);
      if (host !== undefined) {
        cutOffClients(cluster, host, directions, durationMicros);
      }
    },
  );
}

function cutOffClients(
  { world }: Cluster,
  { id: node, ordinal }: SimHost,
  directions: readonly ClientDirection[],
  durationMicros: number,
): void {
  const untilMicros = world.nowMicros + durationMicros;
  const fault = { kind: 'clientCut', node, directions, untilMicros } as const;
  world.counts.faults.clientCut++;
  world.noteFault(FAULT_CODES.clientCut, ordinal);
  for (const direction of directions) {
    world.network.clients.cut(node, direction);
  }
  world.faultBegan(fault, fault);
  world.at(untilMicros, () => {
    for (const direction of directions) {
      world.network.clients.mend(node, direction);
    }
    world.faultEnded(fault);
  });
}
