import { readFileSync } from 'node:fs';
import test from 'ava';
import { parseCapsule } from '../../../sim/cli/capsule.ts';
import { runReplay } from '../../../sim/run/run-task.ts';
import { nodePorts } from '../../../src/io/platform/ports.ts';

// Seed 429 of profile disk, recorded with a log recovery that erases nothing behind the end of the log:
// that one comes back with a snapshot whose file is gone (SNAPSHOT_CORRUPT after 58.76 s), here too.
// The simulator has since counted moments otherwise, so that the seed stands for another run today.
const CAPSULE = new URL(
  '../../../../test/sim/capsules/abandoned-batches.sim.json',
  import.meta.url,
);

test('batches that a start has decided without do not count when the lost one before them is rewritten', (t) => {
  const { replay } = parseCapsule(readFileSync(CAPSULE, 'utf8'));
  const run = runReplay(replay, nodePorts());
  t.is(run.verdict, 'pass', run.violation?.message);
});
