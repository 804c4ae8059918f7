import { PPM } from '../base/keyed-random.ts';
import type { DiskFaultPlan } from '../disk/disk-faults.ts';
import { Draw } from './draw.ts';
import { type ConfigOverrides, drawConfig } from './draw-config.ts';
import type { SimConfig } from './sim-config.ts';

const SECOND = 1_000_000;
const KIB = 1024;

/**
 * A run of the default profile on worse disks: they tear, fill up, fail requests and lose what they
 * held. What differs has draws of its own, so the rest is what the seed draws without.
 */
export function drawDiskConfig(seed: string, overrides: ConfigOverrides): SimConfig {
  const draw = new Draw(`${seed} disk`);
  const nodes = draw.oneOf([3, 3, 5, 5]);
  const drawn = drawConfig(seed, { nodes, ...overrides });
  return {
    ...drawn,
    profile: 'disk',
    // A machine whose disk is lost at the very end still has to be replaced.
    convergeMicros: 180 * SECOND,
    disk: {
      ...drawn.disk,
      survival: draw.oneOf([0, PPM / 4, PPM / 2, PPM]),
      tear: draw.oneOf([PPM / 2, PPM]),
    },
    // A batch of one sector cannot be torn.
    tuning: {
      ...drawn.tuning,
      appendBytesMax: draw.oneOf([4, 64]) * KIB,
      logBatchBytesMax: draw.oneOf([64, 1024]) * KIB,
    },
    workload: { ...drawn.workload, valueBytesMax: draw.oneOf([200, 3000, 3000]) },
    faults: {
      ...drawn.faults,
      crashMicros: draw.oneOf([4, 8]) * SECOND,
      // Members change where a disk is lost; more than that would cost the majority its margin.
      membershipMicros: 0,
      logReadMicros: drawLogReads(seed),
    },
    diskFaults: drawDiskFaults(draw),
  };
}

/** A generator of its own: its draws move none of the others. */
export function drawLogReads(seed: string): number {
  const draw = new Draw(`${seed}/logReads`);
  return draw.percent(50) ? draw.oneOf([SECOND / 2, 2 * SECOND]) : 0;
}

function drawDiskFaults(draw: Draw): DiskFaultPlan {
  const every = (probability: number, seconds: readonly [number, ...number[]]) => {
    const mean = draw.oneOf(seconds) * SECOND;
    return draw.percent(probability) ? mean : 0;
  };
  return {
    syncError: draw.percent(60) ? draw.oneOf([PPM / 2000, PPM / 500]) : 0,
    shortRead: draw.percent(60) ? draw.oneOf([PPM / 10, PPM / 2]) : 0,
    damageMicros: every(70, [5, 10, 20]),
    fullMicros: every(50, [8, 16]),
    staysFull: draw.oneOf([0, PPM / 4]),
    crashInSync: draw.percent(80) ? draw.oneOf([PPM / 200, PPM / 50]) : 0,
    isUnbounded: false,
    lostSync: 0,
    wipeMicros: 0,
  };
}
