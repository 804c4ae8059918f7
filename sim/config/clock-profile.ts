import { PPM } from '../base/keyed-random.ts';
import { Draw } from './draw.ts';
import { type ConfigOverrides, drawConfig } from './draw-config.ts';
import type { SimConfig } from './sim-config.ts';

const MILLI = 1000;
const SECOND = 1_000_000;

/**
 * A run of the default profile on worse clocks: they are set, and run at rates that change, up to the
 * bound that leases rely on. Most reads rely on leases. What differs has draws of its own.
 */
export function drawClockConfig(seed: string, overrides: ConfigOverrides): SimConfig {
  const draw = new Draw(`${seed} clock`);
  const drawn = drawConfig(seed, overrides);
  const driftPpmMax = draw.oneOf([500, 5000, 50_000, 50_000]);
  return {
    ...drawn,
    profile: 'clock',
    tuning: {
      ...drawn.tuning,
      checkQuorum: draw.percent(90),
      clockDriftPpmMax: driftPpmMax,
    },
    faults: {
      ...drawn.faults,
      driftPpmMax,
      clockJumpMicros: draw.oneOf([250, 1000, 4000]) * MILLI,
      clockSkewMicros: draw.oneOf([500, 1000, 4000]) * MILLI,
      pauseMicros: draw.oneOf([0, 3, 8]) * SECOND,
      // Members that change cost leases nothing; without them there are more leaders to read from.
      membershipMicros: 0,
    },
    workload: {
      ...drawn.workload,
      readsAnywhere: draw.oneOf([0, PPM / 4]),
      leaseReads: draw.oneOf([PPM / 2, PPM]),
      boundedReads: draw.oneOf([PPM / 10, PPM / 4]),
    },
  };
}
