import test from 'ava';
import type { SimConfig } from '../../../sim/config/sim-config.ts';
import { NO_DISK_FAULTS } from '../../../sim/disk/disk-faults.ts';
import { runSeed } from '../../../sim/run/run-seed.ts';
import { configOf } from '../../../sim/run/run-task.ts';
import { nodeChecksum, nodeUtf8 } from '../../../src/io/platform/ports.ts';

const PLATFORM = { checksum: nodeChecksum, utf8: nodeUtf8 };

/** Faults of today that were not there when a seed failed: with them it would be another run. */
type Later = (config: SimConfig) => SimConfig;

const asItIs: Later = (config) => config;

const withoutStops: Later = (config) => ({
  ...config,
  workload: { ...config.workload, quiet: 0, tailOffMicros: 0 },
  faults: { ...config.faults, stopMicros: 0, snapshotMicros: 0 },
});

const withoutDivisions: Later = (config) => {
  const { faults, ...rest } = withoutStops(config);
  const none = { clockJumpMicros: 0, clockSkewMicros: 0, divisionMicros: 0, clientCutMicros: 0 };
  const fewer = { ...faults, ...none, swizzleMicros: 0, effectPointMicros: 0 };
  return { ...rest, faults: fewer, diskFaults: NO_DISK_FAULTS };
};

/**
 * Seeds that failed once, and what was wrong in the engine. A test of the cause stands beside each
 * cause. The simulator has changed since: with the mistake put back, seed 904 still fails today, and
 * 485, 451 and 133 do not.
 */
const REGRESSIONS = [
  {
    profile: 'default',
    seed: '485',
    asItWas: withoutDivisions,
    was: 'a newcomer that ignored every configuration older than one that was taken back',
  },
  {
    profile: 'membership',
    seed: '451',
    asItWas: withoutStops,
    was: 'a witness with the highest term that nobody heard of',
  },
  {
    profile: 'membership',
    seed: '630',
    asItWas: withoutStops,
    was: 'a demoted leader and a witness that knew more than who could lead',
  },
  {
    profile: 'membership',
    seed: '802',
    asItWas: withoutStops,
    was: 'a new witness that nobody answered while its removal needed it',
  },
  {
    profile: 'membership',
    seed: '904',
    asItWas: asItIs,
    was: 'outgoing voters that stopped before the incoming ones knew for certain that they decide alone',
  },
  {
    profile: 'disk',
    seed: '133',
    asItWas: asItIs,
    was: 'a log query answered with entries that its own answer said were compacted',
  },
] as const;

for (const { profile, seed, asItWas, was } of REGRESSIONS) {
  test(`seed ${seed} of profile ${profile} passes, which found ${was}`, (t) => {
    const config = configOf({ seed, profile, scenario: null, overrides: {} });
    const { violation, verdict } = runSeed(asItWas(config), PLATFORM);
    t.deepEqual(violation, null);
    t.is(verdict, 'pass');
  });
}
