import test from 'ava';
import { drawConfig } from '../../sim/config/draw-config.ts';
import { runSeed } from '../../sim/run/run-seed.ts';
import { nodeChecksum, nodeUtf8 } from '../../src/io/platform/ports.ts';

/**
 * Seeds of the default profile that once failed, and what was wrong with the engine then. Each cause
 * is also pinned by a test of its own, which fails whatever becomes of the seed's course:
 * storage/log/recovery.test.ts and storage/file-names.test.ts.
 */
const SEEDS = {
  110: 'a restart synced only the last segment of the log',
  120: 'a saved and a received snapshot shared the name of their temporary file',
};

for (const [seed, defect] of Object.entries(SEEDS)) {
  test(`seed ${seed} passes, which failed while ${defect}`, (t) => {
    const config = drawConfig(seed, { durationMicros: 60_000_000 });
    const run = runSeed(config, { checksum: nodeChecksum, utf8: nodeUtf8 });
    t.deepEqual(run.violation, null, `npm run sim -- --seed ${seed} --duration 60s`);
    t.is(run.verdict, 'pass');
  });
}
