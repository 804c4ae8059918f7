import { PPM } from '../base/keyed-random.ts';
import { NO_DISK_FAULTS } from '../disk/disk-faults.ts';
import { Draw } from './draw.ts';
import { type ConfigOverrides, drawConfig } from './draw-config.ts';
import type { FaultPlan, SimConfig } from './sim-config.ts';

const MILLI = 1000;
const SECOND = 1_000_000;

/**
 * A run in which only the network is bad, and worse than elsewhere: machines, disks and clocks work.
 * What differs has draws of its own, so the rest is what the seed draws without.
 */
export function drawNetworkConfig(seed: string, overrides: ConfigOverrides): SimConfig {
  const draw = new Draw(`${seed} network`);
  const drawn = drawConfig(seed, overrides);
  const latencyMeanMicros = draw.oneOf([1, 5, 20, 50]) * MILLI;
  // A leader must be heard before it is missed: elections take several times as long as a message.
  const tickMicros = Math.max(drawn.tuning.tickMicros, latencyMeanMicros);
  return {
    ...drawn,
    profile: 'network',
    diskFaults: NO_DISK_FAULTS,
    disk: { ...drawn.disk, stall: 0, tear: 0 },
    tuning: {
      ...drawn.tuning,
      tickMicros,
      requestTimeoutTicks: Math.ceil((2 * SECOND) / tickMicros),
    },
    network: {
      latencyMinMicros: draw.between(0, 5) * MILLI,
      latencyMeanMicros,
      tail: draw.percent(50) ? PPM / 1000 : 0,
      loss: draw.percent(50) ? draw.between(1, 30) * (PPM / 100) : 0,
      duplicate: draw.percent(50) ? draw.between(1, 20) * (PPM / 100) : 0,
      corrupt: draw.percent(50) ? PPM / 500 : 0,
      capacity: draw.oneOf([2, 8, 64]),
    },
    faults: { ...drawn.faults, ...NO_MACHINE_FAULTS, ...drawLinkFaults(draw) },
  };
}

const NO_MACHINE_FAULTS = {
  crashMicros: 0,
  crashAfterVote: 0,
  crashAfterElection: 0,
  crashAfterCommit: 0,
  effectPointMicros: 0,
  stopMicros: 0,
  pauseMicros: 0,
  membershipMicros: 0,
  memberStormMicros: 0,
  clockJumpMicros: 0,
  clockSkewMicros: 0,
} as const;

function drawLinkFaults(draw: Draw): Partial<FaultPlan> {
  const every = (probability: number, milliseconds: readonly [number, ...number[]]) => {
    const mean = draw.oneOf(milliseconds) * MILLI;
    return draw.percent(probability) ? mean : 0;
  };
  return {
    partitionMicros: every(50, [3000, 6000]),
    divisionMicros: every(75, [3000, 6000]),
    clientCutMicros: every(50, [4000, 8000]),
    oneWay: draw.oneOf([0, PPM / 2, PPM]),
    clogMicros: every(50, [250, 1000]),
    swizzleMicros: every(50, [8000, 16_000]),
    spikeMicros: every(50, [1000, 4000]),
    transferMicros: every(50, [5000, 15_000]),
  };
}
