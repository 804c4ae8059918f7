import { PPM } from '../base/keyed-random.ts';
import { drawDiskConfig } from './disk-profile.ts';
import { Draw } from './draw.ts';
import type { ConfigOverrides } from './draw-config.ts';
import type { SimConfig } from './sim-config.ts';

const SECOND = 1_000_000;

/**
 * A run of the profile `disk` without its bounds: any machine, and all of them, may lose what was
 * durable. In half of the runs every loss is one that the engine must notice, and in the others disks
 * also lie about syncs, which nobody can notice. Only what is safe is asked of either.
 */
export function drawUnboundedConfig(seed: string, overrides: ConfigOverrides): SimConfig {
  const draw = new Draw(`${seed} unbounded`);
  const drawn = drawDiskConfig(seed, overrides);
  return {
    ...drawn,
    profile: 'unbounded',
    asks: 'safety',
    faults: { ...drawn.faults, powerLoss: PPM, wholeCluster: draw.oneOf([0, PPM / 5]) },
    diskFaults: {
      ...drawn.diskFaults,
      damageMicros: draw.oneOf([0, 5, 10, 20]) * SECOND,
      wipeMicros: draw.oneOf([0, 0, 10, 20]) * SECOND,
      lostSync: draw.oneOf([0, 0, PPM / 20, PPM / 4]),
      isUnbounded: true,
    },
  };
}
