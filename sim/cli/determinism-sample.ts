import { mix32 } from '../../src/base/hash.ts';

/** One in so many passing runs of a sweep is run again in another process. */
export const SAMPLED_ONE_IN = 20;

/** Whether the run of `seed` is compared with that of another process; neighbours share nothing. */
export function isSampled(seed: number): boolean {
  return mix32(seed >>> 0, Math.floor(seed / 2 ** 32), SAMPLED_ONE_IN) % SAMPLED_ONE_IN === 0;
}
