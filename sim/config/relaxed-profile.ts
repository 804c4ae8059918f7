import { PPM } from '../base/keyed-random.ts';
import { Draw } from './draw.ts';
import { type ConfigOverrides, drawConfig } from './draw-config.ts';
import type { SimConfig } from './sim-config.ts';

const SECOND = 1_000_000;

/**
 * A run of the default profile whose nodes acknowledge entries before they are synced. Machines crash,
 * with their power or without. What differs has draws of its own.
 */
export function drawRelaxedConfig(seed: string, overrides: ConfigOverrides): SimConfig {
  const draw = new Draw(`${seed} relaxed`);
  const drawn = drawConfig(seed, overrides);
  const intervalMs = draw.oneOf([5, 20, 100, 500, 2000]);
  return {
    ...drawn,
    profile: 'relaxed',
    // A machine that forgot what it had acknowledged, at the very end, still has to be replaced.
    convergeMicros: Math.max(180 * SECOND, drawn.convergeMicros),
    tuning: {
      ...drawn.tuning,
      syncMode: draw.percent(50) ? { kind: 'none' } : { kind: 'interval', intervalMs },
    },
    disk: { ...drawn.disk, survival: draw.oneOf([0, 0, PPM / 4, (PPM * 3) / 4]) },
    faults: {
      ...drawn.faults,
      crashMicros: draw.oneOf([2, 4, 8]) * SECOND,
      powerLoss: draw.oneOf([0, PPM / 2, PPM, PPM]),
      wholeCluster: draw.oneOf([0, PPM / 5, PPM / 2]),
    },
  };
}
