import test from 'ava';
import { crashAnywhere, crashConfig } from '../../../sim/crash/crash-anywhere.ts';
import { nodeChecksum, nodeUtf8 } from '../../../src/io/platform/ports.ts';

const PLATFORM = { checksum: nodeChecksum, utf8: nodeUtf8 };
const SECOND = 1_000_000;

/**
 * Shown able to fail by one line taken away and put back: the last `syncDirectory` of `publishFile`
 * (terms and durable entries are gone), its `syncFile` (an identity file that is empty), the last
 * `syncDirectory` of `createSegment` (a missing segment), `waitsForSync` of `LogWriter.#write` (an empty
 * log).
 */
test('wherever the power is cut, a node finds one whole state and everything it called durable', (t) => {
  for (const seed of ['1', '3']) {
    const config = crashConfig(seed, { durationMicros: 2 * SECOND });
    const { boundaries, reboots, failures } = crashAnywhere(config, PLATFORM);
    t.deepEqual(failures, [], `npm run sim -- crash-points --seed ${seed} --duration 2s`);
    t.true(boundaries > 200, `${boundaries} moments`);
    t.true(reboots > 2 * boundaries, `${reboots} starts`);
  }
});

test('the run that is tried is the run of its seed: trying changes nothing', (t) => {
  const config = crashConfig('5', { durationMicros: SECOND });
  const once = crashAnywhere(config, PLATFORM);
  const again = crashAnywhere(config, PLATFORM, 1);
  t.is(once.boundaries, again.boundaries);
  t.is(once.reboots, again.reboots);
});
