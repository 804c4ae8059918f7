import { drawDiskConfig } from './disk-profile.ts';
import { type ConfigOverrides, drawConfig } from './draw-config.ts';
import type { SimConfig } from './sim-config.ts';

const SECOND = 1_000_000;

/** A family of runs: what the seed draws, and what is made of it. */
export interface Profile {
  readonly name: string;
  /** One line for lists. */
  readonly summary: string;
  draw(seed: string, overrides: ConfigOverrides): SimConfig;
}

const defaultProfile: Profile = {
  name: 'default',
  summary: 'every fault but lost disks, each class on or off; 60 virtual seconds',
  draw: drawConfig,
};

const liteProfile: Profile = {
  name: 'lite',
  summary: 'faults of the network and crashes of processes only; 15 virtual seconds',
  draw: (seed, overrides) => {
    const drawn = drawConfig(seed, { durationMicros: 15 * SECOND, ...overrides });
    return {
      ...drawn,
      profile: 'lite',
      disk: { ...drawn.disk, stall: 0, tear: 0 },
      faults: { ...drawn.faults, powerLoss: 0, membershipMicros: 0 },
    };
  },
};

const diskProfile: Profile = {
  name: 'disk',
  summary: 'disks that tear, fill up, fail requests and lose what they held; 60 virtual seconds',
  draw: drawDiskConfig,
};

/** Every profile; the first is the one that nobody has to name. */
export const PROFILES: readonly [Profile, ...Profile[]] = [
  defaultProfile,
  liteProfile,
  diskProfile,
];
