import { type ConfigOverrides, drawConfig } from './draw-config.ts';
import type { SimConfig } from './sim-config.ts';

const CLIENTS = 16;
/** With this pause between two operations of each, the clients ask for some 200 in a second. */
const THINK_MICROS = 75_000;

/**
 * A run of one size and pace, to measure the simulator by: everything else, faults included, is what
 * the seed draws for the profile `default`.
 */
export function drawPerfConfig(seed: string, overrides: ConfigOverrides): SimConfig {
  const drawn = drawConfig(seed, overrides);
  return {
    ...drawn,
    profile: 'perf',
    nodes: overrides.nodes ?? 5,
    groups: overrides.groups ?? 3,
    workload: { ...drawn.workload, clients: CLIENTS, thinkMicros: THINK_MICROS, window: 1 },
  };
}
