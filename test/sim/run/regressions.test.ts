import test from 'ava';
import type { SimConfig } from '../../../sim/config/sim-config.ts';
import { runSeed } from '../../../sim/run/run-seed.ts';
import { configOf } from '../../../sim/run/run-task.ts';
import { nodeChecksum, nodeUtf8 } from '../../../src/io/platform/ports.ts';

const PLATFORM = { checksum: nodeChecksum, utf8: nodeUtf8 };

/** Seeds that failed once, with what was wrong in the engine. */
const REGRESSIONS = [
  {
    profile: 'default',
    seed: '485',
    was: 'a newcomer that ignored every configuration older than one that was taken back',
  },
] as const;

/** What the seed stood for when it failed: faults that came later would make another run of it. */
function asItWas(config: SimConfig): SimConfig {
  return {
    ...config,
    workload: { ...config.workload, quiet: 0, tailOffMicros: 0 },
    faults: {
      ...config.faults,
      clockJumpMicros: 0,
      clockSkewMicros: 0,
      divisionMicros: 0,
      clientCutMicros: 0,
      swizzleMicros: 0,
      effectPointMicros: 0,
      stopMicros: 0,
      snapshotMicros: 0,
    },
  };
}

for (const { profile, seed, was } of REGRESSIONS) {
  test(`seed ${seed} of profile ${profile} passes, which found ${was}`, (t) => {
    const config = configOf({ seed, profile, scenario: null, overrides: {} });
    const { violation, verdict } = runSeed(asItWas(config), PLATFORM);
    t.deepEqual(violation, null);
    t.is(verdict, 'pass');
  });
}
