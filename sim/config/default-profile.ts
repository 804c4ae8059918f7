import { PPM } from '../base/keyed-random.ts';
import { type DiskFaultPlan, NO_DISK_FAULTS } from '../disk/disk-faults.ts';
import { Draw } from './draw.ts';
import { type ConfigOverrides, drawConfig } from './draw-config.ts';
import type { SimConfig } from './sim-config.ts';

const SECOND = 1_000_000;

/** What a seed draws, on disks that fail requests and lose nothing of what was durable. */
export function drawDefaultConfig(seed: string, overrides: ConfigOverrides): SimConfig {
  const diskFaults = drawFailingDisks(new Draw(`${seed}/failingDisks`));
  return { ...drawConfig(seed, overrides), diskFaults };
}

/**
 * Syncs that fail, reads that come short, disks that are full for some seconds, and power cuts in the
 * midst of log writes, in half of the runs. Nodes stop and start again with all that they promised, so
 * they may strike any number of machines at once, and members may change meanwhile.
 */
function drawFailingDisks(draw: Draw): DiskFaultPlan {
  const drawn = {
    syncError: draw.percent(50) ? draw.oneOf([PPM / 2000, PPM / 500]) : 0,
    shortRead: draw.percent(50) ? draw.oneOf([PPM / 10, PPM / 2]) : 0,
    fullMicros: draw.percent(50) ? draw.oneOf([8, 16]) * SECOND : 0,
    crashInSync: draw.percent(50) ? draw.oneOf([PPM / 200, PPM / 50]) : 0,
  };
  return draw.percent(50) ? { ...NO_DISK_FAULTS, ...drawn } : NO_DISK_FAULTS;
}
