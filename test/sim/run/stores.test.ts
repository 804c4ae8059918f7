import test from 'ava';
import { PPM } from '../../../sim/base/keyed-random.ts';
import { drawConfig } from '../../../sim/config/draw-config.ts';
import type { SimConfig } from '../../../sim/config/sim-config.ts';
import { runSeed } from '../../../sim/run/run-seed.ts';
import { nodeChecksum, nodeUtf8 } from '../../../src/io/platform/ports.ts';

const PLATFORM = { checksum: nodeChecksum, utf8: nodeUtf8 };
const DURATION_MICROS = 10_000_000;

/** One group of three on disk whose power fails all the time, and many keys, so that none hides a loss. */
function losing(seed: number): SimConfig {
  const overrides = { durationMicros: DURATION_MICROS, groups: 1, nodes: 3 };
  const drawn = drawConfig(`${seed}`, overrides);
  return {
    ...drawn,
    stores: 'level',
    disk: { ...drawn.disk, tear: PPM, survival: PPM / 2 },
    workload: { ...drawn.workload, keys: 40, sessionless: 0 },
    tuning: {
      ...drawn.tuning,
      tickMicros: 10_000,
      snapshotEntries: 1000,
      snapshotBytes: 1_000_000,
    },
    faults: {
      ...drawn.faults,
      crashMicros: 1_500_000,
      powerLoss: PPM,
      membershipMicros: 0,
    },
  };
}

// Fails when readLinks (src/storage/store/links.ts) does not compare a link with the one before it:
// then machines with equal applied indexes have other contents.
test('what power cuts take from databases, holes included, is made good from snapshot and log', (t) => {
  let refills = 0;
  let lostBatches = 0;
  for (const seed of [3, 4, 5]) {
    const { violation, verdict, counts } = runSeed(losing(seed), PLATFORM);
    t.deepEqual(violation, null, `seed ${seed}`);
    t.is(verdict, 'pass');
    refills += counts.stores.refills;
    lostBatches += counts.stores.lostBatches;
  }
  t.true(refills > 0 && lostBatches > 0);
});

// Fails when fold (src/engine/applying-on-disk.ts) does not ask for a turn.
test('seed 96 with every second machine on disk passes, which failed while applying from disk had no turn', (t) => {
  const drawn = drawConfig('96', { durationMicros: DURATION_MICROS });
  const { violation, counts } = runSeed({ ...drawn, stores: 'mixed' }, PLATFORM);
  t.deepEqual(violation, null);
  t.true(counts.stores.writes > 0);
});

test('a run in memory writes to no database', (t) => {
  const drawn = drawConfig('7', { durationMicros: DURATION_MICROS });
  const { counts } = runSeed({ ...drawn, stores: 'memory' }, PLATFORM);
  t.deepEqual(counts.stores, { writes: 0, lostBatches: 0, refills: 0 });
});
