import type { Cluster } from '../world/cluster.ts';
import { FaultClock } from './fault-clock.ts';
import { FAULT_CODES } from './fault-codes.ts';
import { clog } from './links.ts';

const MILLI = 1000;

/**
 * Clogs all links of half of the nodes, one node after the other, and lets them clear in another
 * order: messages come in bursts that nobody's clock explains.
 */
export function swizzles(cluster: Cluster): FaultClock {
  const { world } = cluster;
  return new FaultClock(world, FAULT_CODES.swizzle, world.config.faults.swizzleMicros, (choose) => {
    const chosen = cluster.inUse().filter(() => choose.below(2) === 0);
    const halfMicros = choose.between(500 * MILLI, 4000 * MILLI);
    const { nowMicros } = world;
    if (chosen.length > 0) {
      world.counts.faults.swizzle++;
    }
    for (const host of chosen) {
      const beginMicros = nowMicros + choose.below(halfMicros);
      const endMicros = nowMicros + halfMicros + choose.below(halfMicros);
      world.at(beginMicros, () => {
        const machines = world.areFaultsOver ? [] : cluster.inUse();
        const others = machines.includes(host) ? machines.filter((each) => each !== host) : [];
        for (const other of others) {
          clog(world, [host, other], endMicros);
          clog(world, [other, host], endMicros);
        }
      });
    }
  });
}
