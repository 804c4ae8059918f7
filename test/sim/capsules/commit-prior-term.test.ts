import { readFileSync } from 'node:fs';
import test from 'ava';
import { parseCapsule } from '../../../sim/cli/capsule.ts';
import { RunPool } from '../../../sim/cli/run-pool.ts';
import { runReplay } from '../../../sim/run/run-task.ts';
import { Cleanup } from '../../../src/cli/command/cleanup.ts';
import { nodePorts } from '../../../src/io/platform/ports.ts';

// `npm run sim -- --seed 31 --mutant commit-prior-term --shrink`: Figure 8 of the paper with three nodes.
const CAPSULE = new URL(
  '../../../../test/sim/capsules/commit-prior-term.sim.json',
  import.meta.url,
);
const { replay } = parseCapsule(readFileSync(CAPSULE, 'utf8'));

test.serial('three crashes lose what is committed where an old entry is counted', async (t) => {
  const cleanup = new Cleanup();
  const pool = await RunPool.open('commit-prior-term', 1, cleanup);
  try {
    const { result } = await pool.run({ task: replay, inDetail: false, progress: null });
    t.is(result.violation?.oracle, 'leader-completeness');
    t.is(result.counts.faults.crash, 3);
  } finally {
    cleanup.run();
  }
});

test('the engine loses nothing in the same three crashes', (t) => {
  // They are over after half a second; what follows them need not take a minute.
  const config = { ...replay.config, durationMicros: 1_000_000 };
  const run = runReplay({ ...replay, config }, nodePorts());
  t.is(run.verdict, 'pass', run.violation?.message);
  t.is(run.counts.faults.crash, 3);
});
