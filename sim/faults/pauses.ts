import type { Cluster } from '../world/cluster.ts';
import type { SimHost } from '../world/sim-host.ts';
import { FaultClock } from './fault-clock.ts';
import { FAULT_CODES } from './fault-codes.ts';

const MILLI = 1000;

/** Freezes a node with its process: it neither ticks nor hears, and then goes on as if nothing was. */
export function pauses(cluster: Cluster): FaultClock {
  const { world } = cluster;
  const { pauseMicros } = world.config.faults;
  return new FaultClock(world, FAULT_CODES.pause, pauseMicros, (choose) => {
    const host = choose.oneOf(world.upHosts);
    if (host === undefined) {
      return;
    }
    const isLong = choose.below(2) === 0;
    const durationMicros = isLong
      ? choose.between(1000 * MILLI, 5000 * MILLI)
      : choose.between(10 * MILLI, 500 * MILLI);
    const { incarnation } = host;
    pause(cluster, host);
    world.at(world.nowMicros + durationMicros, () => {
      if (host.incarnation === incarnation) {
        resume(cluster, host);
      }
    });
  });
}

export function pause({ world }: Cluster, host: SimHost): void {
  world.counts.faults.pause++;
  world.noteFault(FAULT_CODES.pause, host.ordinal);
  world.pause(host);
}

export function resume({ world, frozen }: Cluster, host: SimHost): void {
  if (host.state === 'paused' && !frozen.has(host)) {
    world.noteFault(FAULT_CODES.resume, host.ordinal);
    world.resume(host);
  }
}
