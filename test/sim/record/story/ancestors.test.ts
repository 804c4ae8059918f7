import test from 'ava';
import { ancestorsOf } from '../../../../sim/record/story/ancestors.ts';
import { RowTable } from '../../../../sim/record/story/row-table.ts';

/** Causes and context of each row, in order. */
function rowsOf(...given: readonly (readonly [readonly number[], number?])[]) {
  const table = new RowTable(100);
  for (const [atMicros, [causes, context]] of given.entries()) {
    table.add({ kind: 'message', atMicros, causes, ...(context === undefined ? {} : { context }) });
  }
  return table.finish();
}

test('the ancestors of a row are what set it off, at any distance, and itself', (t) => {
  const rows = rowsOf([[]], [[0]], [[]], [[1]], [[3, 1]]);
  t.deepEqual(ancestorsOf(rows, [4]), [0, 1, 3, 4]);
  t.deepEqual(ancestorsOf(rows, [2]), [2]);
});

test('a context is an ancestor once on a way back, with its own causes', (t) => {
  // 1 made 3 possible, 0 set 1 off; 2 made 1 possible.
  const rows = rowsOf([[]], [[0], 2], [[]], [[], 1]);
  t.deepEqual(ancestorsOf(rows, [3]), [0, 1, 3]);
  t.deepEqual(ancestorsOf(rows, [3], 0), [3]);
  t.deepEqual(ancestorsOf(rows, [3], 2), [0, 1, 2, 3]);
});

test('rows that name each other are searched once', (t) => {
  const table = new RowTable(10);
  const first = table.add({ kind: 'message', atMicros: 0 });
  const second = table.add({ kind: 'fault', atMicros: 1, causes: [first] });
  table.blame(first, [second]);
  t.deepEqual(ancestorsOf(table.finish(), [first]), [first, second]);
});

test('a full table drops the oldest rows, and causes that are gone', (t) => {
  const table = new RowTable(2);
  for (let i = 0; i < 5; i++) {
    table.add({ kind: 'message', atMicros: i, causes: i === 0 ? [] : [i - 1] });
  }
  const rows = table.finish();
  t.deepEqual([...rows.atMicros], [3, 4]);
  t.deepEqual([...rows.causes], [0]);
  t.is(table.dropped, 3);
});
