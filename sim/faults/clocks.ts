import type { Cluster } from '../world/cluster.ts';
import type { SimHost } from '../world/sim-host.ts';
import type { Choose } from './choose.ts';
import { FaultClock } from './fault-clock.ts';
import { FAULT_CODES } from './fault-codes.ts';

const MILLI = 1000;
/** 1.5^6…1.5^31 ms are 11 ms…288 s: every step is as likely as any other. */
const JUMP_STEPS = { from: 6, through: 31 };

/** Sets wall clocks forward or back, a little or a lot. */
export function clockJumps(cluster: Cluster): FaultClock {
  const { world } = cluster;
  return new FaultClock(
    world,
    FAULT_CODES.clockJump,
    world.config.faults.clockJumpMicros,
    (choose) => {
      const host = choose.oneOf(cluster.inUse());
      if (host !== undefined) {
        jump(cluster, host, jumpMicros(choose));
      }
    },
  );
}

export function jump({ world }: Cluster, host: SimHost, byMicros: number): void {
  world.counts.faults.clockJump++;
  world.noteFault(FAULT_CODES.clockJump, host.ordinal);
  host.clock.jump(byMicros);
  const untilMicros = world.nowMicros;
  const fault = { kind: 'clockJump', node: host.id, byMicros, untilMicros } as const;
  world.faultBegan(fault, fault);
}

/** Log-uniform, in either direction. */
function jumpMicros(choose: Choose): number {
  const step = choose.between(JUMP_STEPS.from, JUMP_STEPS.through - 1);
  let micros = MILLI;
  for (let i = 0; i < step; i++) {
    micros *= 1.5;
  }
  const size = choose.between(Math.ceil(micros), Math.floor(micros * 1.5));
  return choose.below(2) === 0 ? size : -size;
}

/**
 * Lets the monotonic clock of a machine run faster or slower than before, never by more than the
 * bound that leases rely on.
 */
export function clockSkews(cluster: Cluster): FaultClock {
  const { world } = cluster;
  const { clockSkewMicros, driftPpmMax } = world.config.faults;
  return new FaultClock(world, FAULT_CODES.clockSkew, clockSkewMicros, (choose) => {
    const host = choose.oneOf(cluster.inUse());
    if (host === undefined || driftPpmMax === 0) {
      return;
    }
    // The bound itself half of the time: what is between the bounds is easier to live with.
    const isExtreme = choose.below(2) === 0;
    const sign = choose.below(2) === 0 ? 1 : -1;
    const size = isExtreme ? driftPpmMax : choose.below(driftPpmMax);
    skew(cluster, host, sign * size);
  });
}

function skew({ world }: Cluster, host: SimHost, driftPpm: number): void {
  world.counts.faults.clockSkew++;
  world.noteFault(FAULT_CODES.clockSkew, host.ordinal);
  host.clock.changeRate(driftPpm, world.nowMicros);
  const untilMicros = world.nowMicros;
  const fault = { kind: 'clockSkew', node: host.id, driftPpm, untilMicros } as const;
  world.faultBegan(fault, fault);
}
