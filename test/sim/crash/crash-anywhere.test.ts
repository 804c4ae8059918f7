import { join } from 'node:path';
import test from 'ava';
import { buildMutant } from '../../../sim/cli/mutants/build-mutant.ts';
import { drawConfig } from '../../../sim/config/draw-config.ts';
import type { SimConfig } from '../../../sim/config/sim-config.ts';
import { crashAnywhere } from '../../../sim/crash/crash-anywhere.ts';
import { crashConfig, recordedRun } from '../../../sim/crash/crash-run.ts';
import { safetyPhase } from '../../../sim/run/phases.ts';
import { runSeed } from '../../../sim/run/run-seed.ts';
import type { Replay } from '../../../sim/run/run-task.ts';
import { ScheduleRecorder } from '../../../sim/schedule/schedule-recorder.ts';
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
  const again = crashAnywhere(config, PLATFORM, { failuresMax: 1 });
  t.is(once.boundaries, again.boundaries);
  t.is(once.reboots, again.reboots);
});

test('a node that cannot start after a power cut at one moment is found', async (t) => {
  const { directory } = await buildMutant('compact-before-snapshot-durable');
  const tried: { crashAnywhere: typeof crashAnywhere } = await import(
    join(directory, 'sim/crash/crash-anywhere.js')
  );
  const config = crashConfig('2', { durationMicros: SECOND / 10 });
  const { failures } = tried.crashAnywhere(config, PLATFORM, { failuresMax: 1 });
  t.regex(failures[0]?.message ?? '', /^identity: identity file does not match its checksum/);
});

/** As a capsule holds it: one whose members change all the time. */
function recorded(changes: Partial<SimConfig> = {}): Replay {
  const drawn = drawConfig('4', { durationMicros: SECOND });
  const faults = { ...drawn.faults, membershipMicros: SECOND / 10 };
  const config: SimConfig = { ...drawn, faults, ...changes };
  const journal = new ScheduleRecorder();
  runSeed(config, PLATFORM, safetyPhase, null, { journal });
  return { config, scenario: null, schedule: journal.schedule };
}

// Who leaves forgets its terms, and may.
test('a recorded run is tried like one of a seed, without its changes of members', (t) => {
  const { config, schedule, leftOut } = recordedRun(recorded(), Infinity);
  const replay = schedule ?? undefined;
  const { boundaries, failures } = crashAnywhere(config, PLATFORM, { ...(replay && { replay }) });
  t.true(leftOut > 0, `${leftOut}`);
  t.true(boundaries > 50, `${boundaries} moments`);
  t.deepEqual(failures, []);
});

test('a recorded run is refused when its disks forget what is synced, or when it is a story', (t) => {
  const replay = recorded({ durationMicros: 1 });
  const { config } = replay;
  const forgetting = { ...config, diskFaults: { ...config.diskFaults, lostSync: 1 } };
  t.throws(() => recordedRun({ ...replay, config: forgetting }, Infinity), {
    message: /profile default: expected a run whose disks keep what is synced/,
  });
  t.throws(() => recordedRun({ ...replay, scenario: 'figure-8' }, Infinity), {
    message: /scenario figure-8: expected a run of random faults/,
  });
});
