import test from 'ava';
import { foreignCase } from '../foreign/case-counts.ts';
import { foreignFiles, foreignText } from '../foreign/files.ts';
import { ALTERATIONS, alter } from './alterations.ts';
import { firstViolation, INVARIANTS, type InvariantName } from './invariants.ts';
import { readTrace } from './trace-event.ts';

/** Seeds the choice of the events that are changed. */
const SEED = 20;
const POSITIONS_MIN = 20;
const POSITIONS = 40;

const names = Object.keys(INVARIANTS) as InvariantName[];
const files = foreignFiles('traces', '.ndjson');
if (files.length === 0) {
  test.skip('the traces of others are not on this machine', () => {});
}

for (const file of files) {
  const events = readTrace(foreignText(file) ?? '');

  test(`no invariant raises an alarm over ${file}`, (t) => {
    t.true(events.length > 0);
    foreignCase(file, 'legal run', () => {
      t.deepEqual(
        names.map((name) => firstViolation(name, events)),
        names.map(() => null),
      );
    });
  });

  for (const alteration of ALTERATIONS) {
    test(`${file} raises an alarm wherever ${alteration.what}`, (t) => {
      const altered = alter(events, alteration, { seed: SEED, count: POSITIONS });
      t.true(altered.length >= POSITIONS_MIN, `only ${altered.length} places`);
      for (const { line, events: changed } of altered) {
        t.truthy(firstViolation(alteration.invariant, changed), `line ${line}`);
      }
    });
  }
}

test('every invariant is shown to raise alarms', (t) => {
  t.deepEqual(
    [...new Set(ALTERATIONS.map(({ invariant }) => invariant))].sort(),
    [...names].sort(),
  );
});

test('a line that is no event is refused by its number', (t) => {
  t.throws(() => readTrace('\n{"event": {"name": "Ready"}}\n'), { message: /line 2/ });
  t.throws(() => readTrace('nothing'), { message: /line 1/ });
});
