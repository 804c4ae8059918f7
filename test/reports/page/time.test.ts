import test from 'ava';
import fc from 'fast-check';
import { RowIndex } from '../../../reports/page/row-index.ts';
import { StateHistory } from '../../../reports/page/state-history.ts';
import { following, ticksOf, Viewport, within, zoomed } from '../../../reports/page/viewport.ts';

const CHANGES = 9000;
const CELLS = 7;

/** Many changes, several of them at one instant. */
function changes() {
  const at = Array.from({ length: CHANGES }, (_, i) => Math.floor(i / 3) * 10);
  return {
    cells: [],
    cellCount: CELLS,
    atMicros: Float64Array.from(at),
    cell: Uint32Array.from(at, (_, i) => (i * i) % CELLS),
    value: Float64Array.from(at, (_, i) => i),
  };
}

function slowly(states: ReturnType<typeof changes>, atMicros: number): number[] {
  const values = new Array<number>(CELLS).fill(0);
  states.cell.forEach((cell, i) => {
    if ((states.atMicros[i] as number) <= atMicros) {
      values[cell] = states.value[i] as number;
    }
  });
  return values;
}

test('the state at any instant is what all changes through it come to, in whatever order one asks', (t) => {
  const states = changes();
  const history = new StateHistory(states);
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -5, max: CHANGES * 4 }), { maxLength: 8 }),
      (instants) => {
        for (const atMicros of instants) {
          t.deepEqual([...history.at(atMicros)], slowly(states, atMicros));
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('a story without changes has a state too', (t) => {
  const empty = { ...changes(), atMicros: new Float64Array(), cell: new Uint32Array() };
  t.deepEqual(
    [...new StateHistory({ ...empty, value: new Float64Array() }).at(5)],
    slowly(changes(), -1),
  );
});

test('rows in a span are found, those that began long before it as well, and no others', (t) => {
  const row = fc.tuple(fc.nat(2000), fc.oneof(fc.constant(0), fc.nat(3000)));
  fc.assert(
    fc.property(
      fc.array(row, { maxLength: 900 }),
      fc.nat(4000),
      fc.nat(500),
      (given, from, length) => {
        const rows = given.sort((a, b) => a[0] - b[0]);
        const atMicros = Float64Array.from(rows, ([at]) => at);
        const untilMicros = Float64Array.from(rows, ([at, lasts]) => at + lasts);
        const found: number[] = [];
        new RowIndex({ atMicros, untilMicros }).forEachWithin(from, from + length, (at) =>
          found.push(at),
        );
        const all = [...rows.keys()].filter(
          (at) => (atMicros[at] as number) <= from + length && (untilMicros[at] as number) >= from,
        );
        t.deepEqual(found, all);
      },
    ),
    { numRuns: 60 },
  );
});

test('a picture that is zoomed keeps the instant where it is, and stays within the run', (t) => {
  const span = { fromMicros: 1000, untilMicros: 9000 };
  const next = zoomed(span, 0.5, 3000, 100_000);
  t.deepEqual(next, { fromMicros: 2000, untilMicros: 6000 });
  t.is(new Viewport(next, 0, 400).x(3000), new Viewport(span, 0, 400).x(3000));
  t.deepEqual(zoomed(span, 1000, 3000, 20_000), { fromMicros: 0, untilMicros: 20_000 });
  t.deepEqual(within({ fromMicros: -500, untilMicros: 500 }, 20_000), {
    fromMicros: 0,
    untilMicros: 1000,
  });
});

test('a picture follows the instant when it leaves it, and only then', (t) => {
  const span = { fromMicros: 1000, untilMicros: 2000 };
  t.is(following(span, 1500, 10_000), span);
  for (const atMicros of [100, 1010, 1990, 9000]) {
    const moved = following(span, atMicros, 10_000);
    t.true(moved.fromMicros <= atMicros && atMicros <= moved.untilMicros);
    t.is(moved.untilMicros - moved.fromMicros, 1000);
  }
});

test('there is a pixel for each instant and an instant for each pixel', (t) => {
  const viewport = new Viewport({ fromMicros: 500, untilMicros: 1500 }, 40, 200);
  t.is(viewport.x(500), 40);
  t.is(viewport.x(1500), 240);
  t.is(viewport.micros(viewport.x(777)), 777);
});

test('ticks are round, and no more than there is room for', (t) => {
  t.deepEqual(ticksOf({ fromMicros: 0, untilMicros: 1_000_000 }, 10).length, 11);
  for (const length of [200, 12_345, 60_000_000]) {
    t.true(ticksOf({ fromMicros: 777, untilMicros: 777 + length }, 8).length <= 9);
  }
});
