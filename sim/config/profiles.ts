import { drawClockConfig } from './clock-profile.ts';
import { drawDefaultConfig } from './default-profile.ts';
import { drawDiskConfig, drawLogReads } from './disk-profile.ts';
import { Draw } from './draw.ts';
import { type ConfigOverrides, drawConfig } from './draw-config.ts';
import { drawNetworkConfig } from './network-profile.ts';
import { drawPerfConfig } from './perf-profile.ts';
import { drawRelaxedConfig } from './relaxed-profile.ts';
import type { SimConfig } from './sim-config.ts';
import { drawUnboundedConfig } from './unbounded-profile.ts';

const MILLI = 1000;
const SECOND = 1_000_000;
const KIB = 1024;

/** A family of runs: what the seed draws, and what is made of it. */
export interface Profile {
  readonly name: string;
  /** One line for lists. */
  readonly summary: string;
  draw(seed: string, overrides: ConfigOverrides): SimConfig;
}

const defaultProfile: Profile = {
  name: 'default',
  summary: 'every kind of fault but disks that lose what was durable; 60 virtual seconds',
  draw: drawDefaultConfig,
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

const networkProfile: Profile = {
  name: 'network',
  summary:
    'a network that loses, doubles, damages, clogs and divides, and nothing else; 60 seconds',
  draw: drawNetworkConfig,
};

const clockProfile: Profile = {
  name: 'clock',
  summary: 'clocks that are set and run at changing rates, and reads by lease; 60 virtual seconds',
  draw: drawClockConfig,
};

const unboundedProfile: Profile = {
  name: 'unbounded',
  summary: 'disks of any machine lose what was durable; only safety is asked; 60 virtual seconds',
  draw: drawUnboundedConfig,
};

const relaxedProfile: Profile = {
  name: 'relaxed',
  summary:
    'entries that are acknowledged before they are synced, and power cuts; 60 virtual seconds',
  draw: drawRelaxedConfig,
};

const perfProfile: Profile = {
  name: 'perf',
  summary:
    '5 nodes, 3 groups, 16 clients and some 200 operations a second, to measure the speed by',
  draw: drawPerfConfig,
};

/** Some groups are used all the time, most now and then: they sleep, wake, and share everything. */
const multigroupProfile: Profile = {
  name: 'multigroup',
  summary:
    '8 to 40 groups that share nodes, logs and frames, and sleep when idle; 30 virtual seconds',
  draw: (seed, overrides) => {
    const drawn = drawConfig(seed, { durationMicros: 30 * SECOND, ...overrides });
    const draw = new Draw(seed).apart('multigroup');
    const groups = draw.between(8, 40);
    return {
      ...drawn,
      profile: 'multigroup',
      groups: overrides.groups ?? groups,
      tuning: {
        ...drawn.tuning,
        quiesce: draw.percent(90),
        quiesceTicks: draw.oneOf([10, 20, 40]),
        frameMessagesMax: draw.oneOf([2, 3, 7, 1024]),
        frameBytesMax: draw.oneOf([1, 64]) * KIB,
      },
      // Every group votes, elects and commits: struck after as many of these as in a run of few groups,
      // the nodes would hardly ever be up.
      faults: {
        ...drawn.faults,
        crashAfterVote: Math.floor(drawn.faults.crashAfterVote / 10),
        crashAfterElection: Math.floor(drawn.faults.crashAfterElection / 10),
        crashAfterCommit: Math.floor(drawn.faults.crashAfterCommit / 10),
        logReadMicros: drawLogReads(seed),
      },
      workload: {
        ...drawn.workload,
        keys: draw.oneOf([20, 60, 60]),
        thinkMicros: draw.oneOf([100, 300, 600]) * MILLI,
      },
    };
  },
};

/** Sizes and pace come from a generator of their own: what the seed draws otherwise stays as it is. */
const membershipProfile: Profile = {
  name: 'membership',
  summary:
    'members change all the time and in every way, from one voter to seven; 60 virtual seconds',
  draw: (seed, overrides) => {
    const drawn = drawConfig(seed, overrides);
    const draw = new Draw(seed).apart('membership');
    const nodes = draw.between(1, 7);
    return {
      ...drawn,
      profile: 'membership',
      nodes: overrides.nodes ?? nodes,
      // Where a member may be of the older version, nobody proposes what that could not read.
      versions: draw.percent(75) ? { ...drawn.versions, older: 0 } : drawn.versions,
      faults: {
        ...drawn.faults,
        membershipMicros: 0,
        memberStormMicros: draw.oneOf([SECOND / 4, SECOND / 2, SECOND]),
        transferMicros: draw.oneOf([2, 5, 10]) * SECOND,
      },
    };
  },
};

/** Every profile; the first is the one that nobody has to name. */
export const PROFILES: readonly [Profile, ...Profile[]] = [
  defaultProfile,
  liteProfile,
  diskProfile,
  multigroupProfile,
  membershipProfile,
  networkProfile,
  clockProfile,
  unboundedProfile,
  relaxedProfile,
  perfProfile,
];
