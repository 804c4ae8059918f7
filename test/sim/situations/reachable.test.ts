import test from 'ava';
import {
  CELLS,
  DIMENSION_NAMES,
  DIMENSIONS,
  type Dimension,
  STRIDES,
  situationOf,
} from '../../../sim/situations/dimensions.ts';
import { neverReached } from '../../../sim/situations/never-reached.ts';
import {
  IMPOSSIBLE,
  INGREDIENTS,
  obstacle,
  reachableCells,
} from '../../../sim/situations/reachable.ts';

const everything = new Set(INGREDIENTS);

function cellWith(positions: Partial<Record<Dimension, number>>): number {
  return DIMENSION_NAMES.reduce((sum, name) => sum + (positions[name] ?? 0) * STRIDES[name], 0);
}

test('each cell stands for one situation', (t) => {
  const sizes = DIMENSION_NAMES.map((name) => DIMENSIONS[name].length);
  t.is(
    sizes.reduce((product, size) => product * size, 1),
    CELLS,
  );
  t.deepEqual(situationOf(cellWith({ role: 3, relation: 7, fault: 2 })), {
    role: 'leader',
    relation: 'sameBehind',
    configuration: 'stable',
    snapshot: 'none',
    fault: 'pause',
  });
});

test('what the engine excludes is out of reach of every run, and each reason excludes something', (t) => {
  const all = Array.from({ length: CELLS }, (_, cell) => situationOf(cell));
  for (const { words, covers } of IMPOSSIBLE) {
    t.true(all.some(covers), words);
  }
  const reachable = reachableCells(everything);
  t.true(reachable.length < CELLS);
  t.true(reachable.every((cell) => !IMPOSSIBLE.some(({ covers }) => covers(situationOf(cell)))));
});

test('what no configuration drew is out of reach, and the reason says so', (t) => {
  const joint = situationOf(cellWith({ configuration: 3 }));
  t.is(obstacle(joint, everything), null);
  t.regex(obstacle(joint, new Set(['members', 'core'])) ?? '', /several members/);
});

test('what was never reached is named once, by the fewest values that say it', (t) => {
  const reachable = reachableCells(everything);
  const isReached = (cell: number) => {
    const { role, fault, snapshot } = situationOf(cell);
    return fault !== 'disk' && !(role === 'leader' && snapshot === 'receiving');
  };
  const absences = neverReached(reachable, isReached);
  t.deepEqual(
    absences.map(({ values }) => values.map(({ value }) => value)),
    [['disk'], ['leader', 'receiving']],
  );
  t.is(absences[0]?.cells, reachable.filter((cell) => situationOf(cell).fault === 'disk').length);
});
