import test from 'ava';
import { drawConfig } from '../../../sim/config/draw-config.ts';
import type { SimConfig } from '../../../sim/config/sim-config.ts';
import { runSeed } from '../../../sim/run/run-seed.ts';
import { nodeChecksum, nodeUtf8 } from '../../../src/io/platform/ports.ts';

const DURATION_MICROS = 15_000_000;

function runWith(seed: number, stores: SimConfig['stores']) {
  const config = { ...drawConfig(`${seed}`, { durationMicros: DURATION_MICROS }), stores };
  return runSeed(config, { checksum: nodeChecksum, utf8: nodeUtf8 });
}

// Seed 96 found that what applying a batch from disk led to waited for a turn that nobody had asked for.
test('groups whose machines are on disk, all or every second, pass as those in memory do', (t) => {
  const stores = { writes: 0, lostBatches: 0, refills: 0 };
  for (const [seed, kind] of [
    [1, 'mixed'],
    [6, 'level'],
    [8, 'level'],
    [9, 'mixed'],
    [96, 'mixed'],
  ] as const) {
    const { violation, verdict, counts } = runWith(seed, kind);
    t.deepEqual(violation, null, `seed ${seed}, ${kind}`);
    t.is(verdict, 'pass');
    stores.writes += counts.stores.writes;
    stores.lostBatches += counts.stores.lostBatches;
    stores.refills += counts.stores.refills;
  }
  t.true(
    stores.writes > 1000 && stores.lostBatches > 0 && stores.refills > 0,
    JSON.stringify(stores),
  );
});

test('a run in memory writes to no database', (t) => {
  t.deepEqual(runWith(7, 'memory').counts.stores, { writes: 0, lostBatches: 0, refills: 0 });
});
