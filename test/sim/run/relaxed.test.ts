import test from 'ava';
import { drawRelaxedConfig } from '../../../sim/config/relaxed-profile.ts';
import { runSeed } from '../../../sim/run/run-seed.ts';
import { nodeChecksum, nodeUtf8 } from '../../../src/io/platform/ports.ts';

/** A seed whose power cuts take something committed within this time. */
const LOSING = { seed: '18', durationMicros: 7_000_000 };

function run(powerLoss: number | null) {
  const drawn = drawRelaxedConfig(LOSING.seed, { durationMicros: LOSING.durationMicros });
  const faults = { ...drawn.faults, powerLoss: powerLoss ?? drawn.faults.powerLoss };
  return runSeed({ ...drawn, faults }, { checksum: nodeChecksum, utf8: nodeUtf8 });
}

// Fails when `explains` (sim/oracles/lost-commits.ts) returns false.
test('a run that lost something committed to a power cut passes, and says from when on it was excused', (t) => {
  const { verdict, givenUp, excused } = run(null);
  t.is(verdict, 'pass');
  t.regex(givenUp?.lost ?? '', /without entry \d+ of term \d+, which was committed/);
  t.is(givenUp?.unasked, givenUp?.lost);
  t.true((excused['leader-completeness'] ?? 0) > 0);
});

test('the same run with processes that end and power that stays loses nothing, and is asked everything', (t) => {
  const { verdict, givenUp, excused, counts } = run(0);
  t.is(verdict, 'pass');
  t.true(counts.faults.crash > 0);
  t.deepEqual(givenUp, {
    powerCuts: 0,
    replicas: 0,
    entries: 0,
    stopped: 0,
    lost: null,
    unasked: null,
  });
  t.deepEqual(excused, {});
});
