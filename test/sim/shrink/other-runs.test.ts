import test from 'ava';
import { drawConfig } from '../../../sim/config/draw-config.ts';
import type { SimConfig } from '../../../sim/config/sim-config.ts';
import { OtherRuns } from '../../../sim/shrink/other-runs.ts';
import type { Failing } from '../../../sim/shrink/trials.ts';

const CONFIG = drawConfig('1');
const AIM = { signature: 'service', scenario: null, isEarly: true };

/** Of runs by their roots, some fail after so many microseconds. */
function trialsOf(failing: Readonly<Record<number, number>>, aim = AIM) {
  const drawn = (config: SimConfig, limitMicros: number): Failing | null => {
    const failsMicros = failing[config.rootLow];
    const schedule = { strokes: [], operations: [], fates: [], measures: [], ties: [] };
    return failsMicros === undefined || failsMicros > limitMicros
      ? null
      : { candidate: { config, schedule }, failsMicros };
  };
  return { aim, drawn };
}

const never = () => false;

test('of other runs that fail soon enough the shortest is taken, and each only once', (t) => {
  const others = new OtherRuns(trialsOf({ 3: 4000, 20: 2000, 300: 500, 900: 4500 }), CONFIG);
  t.is(others.next(5000, never)?.failsMicros, 500);
  t.is(others.next(5000, never)?.failsMicros, 4500);
  t.is(others.next(5000, never), null);
});

test('a run that is hardly shorter than the one before is not preferred to it', (t) => {
  const others = new OtherRuns(trialsOf({ 1: 4000, 2: 3900 }), CONFIG);
  t.is(others.next(5000, never)?.failsMicros, 4000);
});

test('where what comes after the faults is what fails, no other run is looked for', (t) => {
  const trials = trialsOf({ 1: 10 }, { ...AIM, isEarly: false });
  t.is(new OtherRuns(trials, CONFIG).next(5000, never), null);
});

test('every other run saves a snapshot after few entries, and the rest are as the first was', (t) => {
  const seen: number[] = [];
  const drawn = (config: SimConfig) => {
    seen.push(config.tuning.snapshotEntries);
    return null;
  };
  const tuning = { ...CONFIG.tuning, snapshotEntries: 1000 };
  const others = new OtherRuns({ aim: AIM, drawn }, { ...CONFIG, tuning });
  others.next(5000, () => seen.length === 4);
  t.deepEqual(seen, [5, 1000, 5, 1000]);
});
