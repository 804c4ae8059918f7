import { SITES } from '../base/keyed-random.ts';
import type { World } from '../world/world.ts';

const SECOND = 1_000_000;

/** When something that was to begin at `atMicros` begins: after the quiet times that come then. */
export function pastQuiet({ config, random }: World, atMicros: number): number {
  let micros = atMicros;
  const isQuiet = (second: number) => random.chance(config.workload.quiet, SITES.quiet, 0, second);
  while (isQuiet(Math.floor(micros / SECOND))) {
    micros = (Math.floor(micros / SECOND) + 1) * SECOND;
  }
  return micros;
}

/** Whether clients write nothing any more. */
export function isTailOff({ config, nowMicros }: World): boolean {
  const { tailOffMicros } = config.workload;
  return tailOffMicros > 0 && nowMicros >= config.durationMicros - tailOffMicros;
}
