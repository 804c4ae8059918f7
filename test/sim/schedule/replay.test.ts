import test from 'ava';
import { KeyedRandom } from '../../../sim/base/keyed-random.ts';
import { capsuleText, parseCapsule } from '../../../sim/cli/capsule.ts';
import { Violation } from '../../../sim/oracles/violation.ts';
import type { CompletedRun } from '../../../sim/run/run-result.ts';
import { type Course, randomCourse, runSeed } from '../../../sim/run/run-seed.ts';
import { configOf, type Replay } from '../../../sim/run/run-task.ts';
import { signatureOf } from '../../../sim/run/signature.ts';
import { ScheduleRecorder } from '../../../sim/schedule/schedule-recorder.ts';
import { nodePorts } from '../../../src/io/platform/ports.ts';

const SECOND = 1_000_000;
const CHOICE = { profile: 'default', scenario: null, overrides: {}, mutant: null };

interface Recorded {
  readonly run: CompletedRun;
  readonly replay: Replay;
}

/** A recorded run, and what a reader of its capsule has of it. */
function recorded(seed: string, profile: string, course: Course = randomCourse): Recorded {
  const overrides = { durationMicros: 3 * SECOND };
  const config = configOf({ seed, profile, scenario: null, overrides });
  const journal = new ScheduleRecorder();
  const run = runSeed(config, nodePorts(), course, null, { journal });
  const text = capsuleText(seed, CHOICE, { result: run }, journal.schedule);
  return { run, replay: parseCapsule(text).replay };
}

/** Whatever is drawn from here on is drawn otherwise. */
function withOtherChance({ config, ...rest }: Replay): Replay {
  const roots = { rootHigh: config.rootHigh + 1, rootLow: config.rootLow + 7, seed: 'another' };
  return { ...rest, config: { ...config, ...roots } };
}

function replayed({ config, schedule }: Replay, course: Course = randomCourse): CompletedRun {
  return runSeed(config, nodePorts(), course, null, { replay: schedule });
}

for (const [profile, seed] of [
  ['disk', '3'],
  ['network', '5'],
] as const) {
  test(`seed ${seed} of ${profile} is replayed event for event, and nothing is drawn`, (t) => {
    const { run, replay } = recorded(seed, profile);
    t.true(replay.schedule.strokes.length > 0);
    t.is(replayed(withOtherChance(replay)).hash, run.hash);
  });
}

/** An oracle that the engine breaks as soon as faults have made a group elect again. */
const breaking: Course = (simulation) => {
  simulation.world.observe({
    noticed: (host, notice) => {
      if (notice.kind === 'leaderChanged' && notice.leader === host.id && notice.term > 4) {
        throw new Violation('scenario', 'invariant', 'no leader has a term above 4');
      }
    },
  });
  randomCourse(simulation);
};

/** A simulator that does one thing more, and draws one number more, all the time. */
const busier: Course = (simulation) => {
  const { world } = simulation;
  const chance = new KeyedRandom(1, 2);
  let count = 0;
  const more = () => {
    world.noteFault(99, count);
    world.at(world.nowMicros + 1000 + chance.below(1000, 1, 1, count++), more);
  };
  more();
  breaking(simulation);
};

test('a replay that draws and records more than was recorded comes to the same failure', (t) => {
  const { run, replay } = recorded('1', 'default', breaking);
  t.is(signatureOf(run.violation), 'scenario: no leader has a term above #');
  const other = replayed(withOtherChance(replay), busier);
  t.not(other.hash, run.hash);
  t.is(signatureOf(other.violation), signatureOf(run.violation));
  t.is(other.violation?.virtualMicros, run.violation?.virtualMicros);
});

test('what is not in a schedule does no harm', (t) => {
  const { replay } = recorded('1', 'default');
  const schedule = { strokes: [], operations: [], fates: [], measures: [], ties: [] };
  const { verdict, counts } = replayed({ ...replay, schedule });
  t.is(verdict, 'pass');
  const { loss, duplicate, crash, partition, slowDisk } = counts.faults;
  t.deepEqual([loss, duplicate, crash, partition, slowDisk], [0, 0, 0, 0, 0]);
});
