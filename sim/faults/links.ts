import type { Cluster } from '../world/cluster.ts';
import type { SimHost } from '../world/sim-host.ts';
import type { World } from '../world/world.ts';
import { FaultClock } from './fault-clock.ts';
import { FAULT_CODES } from './fault-codes.ts';

const MILLI = 1000;

/** Holds a link's messages back for a while; they come out in a burst. */
export function clogs(cluster: Cluster): FaultClock {
  const { world } = cluster;
  return new FaultClock(world, FAULT_CODES.clog, world.config.faults.clogMicros, (choose) => {
    const [from, to] = choose.shuffled(cluster.inUse());
    if (from === undefined || to === undefined) {
      return;
    }
    const durationMicros = choose.between(50 * MILLI, 5000 * MILLI);
    clog(world, [from, to], world.nowMicros + durationMicros);
  });
}

/** Holds back what one machine sends to another. */
export function clog(
  world: World,
  [from, to]: readonly [SimHost, SimHost],
  untilMicros: number,
): void {
  world.counts.faults.clog++;
  world.noteFault(FAULT_CODES.clog, from.ordinal * 64 + to.ordinal);
  world.network.clog(from.id, to.id, untilMicros);
  const fault = { kind: 'clog', from: from.id, to: to.id, untilMicros } as const;
  world.faultBegan(fault, fault);
}

/** Makes a link slow for a while. */
export function spikes(cluster: Cluster): FaultClock {
  const { world } = cluster;
  return new FaultClock(world, FAULT_CODES.spike, world.config.faults.spikeMicros, (choose) => {
    const [from, to] = choose.shuffled(cluster.inUse());
    if (from === undefined || to === undefined) {
      return;
    }
    const addedMicros = choose.between(100 * MILLI, 800 * MILLI);
    const durationMicros = choose.between(500 * MILLI, 5000 * MILLI);
    world.counts.faults.delaySpike++;
    world.noteFault(FAULT_CODES.spike, from.ordinal * 64 + to.ordinal);
    const untilMicros = world.nowMicros + durationMicros;
    world.network.spike(from.id, to.id, addedMicros, untilMicros);
    const ends = { from: from.id, to: to.id };
    const spike = { kind: 'delaySpike', ...ends, addedMicros, untilMicros } as const;
    world.faultBegan(spike, spike);
  });
}
