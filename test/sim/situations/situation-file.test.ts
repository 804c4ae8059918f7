import test from 'ava';
import { lineOf, SituationFile } from '../../../sim/situations/situation-file.ts';
import { SituationTotals } from '../../../sim/situations/situation-totals.ts';

const key = { run: '', build: 'b', committedAt: 1 };

function totalsOf(runs: readonly (readonly [seed: number, cells: readonly number[]])[]) {
  const totals = new SituationTotals();
  for (const [seed, cells] of runs) {
    const pairs = cells.flatMap((cell) => [cell, 2]);
    totals.addRun(seed, { cells: pairs, transitions: [0, cells.length] }, ['core']);
  }
  return totals;
}

function fileOf(lines: readonly string[]): SituationFile {
  return new SituationFile(lines.map((line) => `${line}\n`).join(''), key);
}

const first = totalsOf([
  [1, [3, 5]],
  [2, [5]],
]);
const second = totalsOf([[3, [5, 9]]]);
const lines = [first, second].map(({ record }) => lineOf(key, record));

test('two files together, in any order and with lines twice, are the file of both', (t) => {
  const both = fileOf([...lines, ...lines].reverse()).totals;
  t.is(both.runs, 3);
  t.deepEqual(
    both.record.cells,
    totalsOf([
      [1, [3, 5]],
      [2, [5]],
      [3, [5, 9]],
    ]).record.cells,
  );
});

test('a line of another commit with the same build counts', (t) => {
  const earlier = lineOf({ ...key, committedAt: 0 }, first.record);
  t.is(fileOf([earlier, lines[1] as string]).totals.runs, 3);
});

test('runs that two lines share count once', (t) => {
  const other = lineOf(key, totalsOf([[2, [5]]]).record);
  t.is(fileOf([...lines, other]).totals.runsAt(5), 3);
});

test('a sweep that has ended leaves one line for its runs, and those of others as they were', (t) => {
  const alien = lineOf({ ...key, build: 'other' }, second.record);
  const perRun = [1, 2].map((seed) => lineOf(key, totalsOf([[seed, [5]]]).record));
  const text = fileOf([alien, lines[1] as string, ...perRun]).text(first.record);
  t.deepEqual(text.trimEnd().split('\n').sort(), [alien, ...lines].sort());
});

test('half a line at the end is forgotten, and one in the middle is refused by its number', (t) => {
  t.is(new SituationFile(`${lines[0]}\n${lines[1]?.slice(0, 40)}`, key).totals.runs, 2);
  const error = t.throws(() => new SituationFile(`{"half\n${lines[0]}\n`, key));
  t.regex(error?.message ?? '', /^line 1:/);
});

test('a cell is rare that one run reached, or fewer than one in twenty', (t) => {
  const runs = Array.from({ length: 41 }, (_, seed) => [seed, seed < 2 ? [7, 8] : [8]] as const);
  const totals = totalsOf(runs);
  t.true(totals.isRare(7));
  t.false(totals.isRare(8));
  t.false(totals.isRare(9));
  t.is(totals.summary.rare, 1);
});
