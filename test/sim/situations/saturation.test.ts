import test from 'ava';
import { saturationOf } from '../../../sim/situations/saturation.ts';

/** Which cells each of some runs reached. */
const RUNS = [[1, 2, 3], [1, 2], [1, 4], [1], [1, 2, 5], [1, 3]];

function runsOfCells(runs: readonly (readonly number[])[]): number[] {
  const cells = new Set(runs.flat());
  return [...cells].map((cell) => runs.filter((reached) => reached.includes(cell)).length);
}

/** Every choice of `size` elements. */
function choices<T>(all: readonly T[], size: number): T[][] {
  const [first, ...rest] = all;
  if (size === 0) {
    return [[]];
  }
  if (first === undefined) {
    return [];
  }
  const withFirst = choices(rest, size - 1).map((choice) => [first, ...choice]);
  return [...withFirst, ...choices(rest, size)];
}

test('the curve is the mean over every choice of so many runs', (t) => {
  const { curve } = saturationOf(runsOfCells(RUNS), RUNS.length);
  t.deepEqual(
    curve.map(({ runs }) => runs),
    [1, 2, 5, 6],
  );
  for (const { runs, cells } of curve) {
    const all = choices(RUNS, runs).map((choice) => new Set(choice.flat()).size);
    t.is(cells, Math.round(all.reduce((sum, each) => sum + each, 0) / all.length), `${runs}`);
  }
});

test('cells that one run reached say what is to come, those of two runs how long', (t) => {
  const { nextRun, atLeast } = saturationOf([1, 1, 1, 1, 2, 2, 9], 10);
  t.is(nextRun, 0.4);
  t.is(atLeast, 7 + Math.round(0.9 * 4));
  t.is(saturationOf([1, 1, 1, 5], 10).atLeast, 4 + Math.round(0.9 * 3));
});

test('nothing is to come where every cell was reached by several runs, or where there was no run', (t) => {
  t.deepEqual(saturationOf([3, 3], 3).curve.at(-1), { runs: 3, cells: 2 });
  t.is(saturationOf([3, 3], 3).nextRun, 0);
  t.deepEqual(saturationOf([], 0), { curve: [], nextRun: 0, atLeast: 0 });
});
