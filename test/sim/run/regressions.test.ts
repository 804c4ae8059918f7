import test from 'ava';
import { runTask } from '../../../sim/run/run-task.ts';
import { nodeChecksum, nodeUtf8 } from '../../../src/io/platform/ports.ts';

const PLATFORM = { checksum: nodeChecksum, utf8: nodeUtf8 };

/** Seeds that failed once, with what was wrong in the engine. Each still reproduces it where the fix is undone. */
const REGRESSIONS = [
  {
    profile: 'default',
    seed: '485',
    was: 'a newcomer that ignored every configuration older than one that was taken back',
  },
] as const;

for (const { profile, seed, was } of REGRESSIONS) {
  test(`seed ${seed} of profile ${profile} passes, which found ${was}`, (t) => {
    const { violation, verdict } = runTask(
      { seed, profile, scenario: null, overrides: {} },
      PLATFORM,
    );
    t.deepEqual(violation, null);
    t.is(verdict, 'pass');
  });
}
