import type { Cluster } from '../world/cluster.ts';
import { downtimeMicros, restartLater } from './crashes.ts';
import { FaultClock } from './fault-clock.ts';
import { FAULT_CODES } from './fault-codes.ts';

/** Tells nodes to stop, as operators do for an upgrade: they answer whoever waits, end, and start again. */
export function stops(cluster: Cluster): FaultClock {
  const { world } = cluster;
  return new FaultClock(world, FAULT_CODES.stop, world.config.faults.stopMicros, (choose) => {
    const host = choose.oneOf(world.upHosts);
    if (host !== undefined) {
      world.counts.faults.cleanStop++;
      world.noteFault(FAULT_CODES.stop, host.ordinal);
      world.stop(host);
      restartLater(cluster, host, downtimeMicros(cluster, choose));
    }
  });
}
