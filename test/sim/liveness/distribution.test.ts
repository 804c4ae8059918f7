import test from 'ava';
import fc from 'fast-check';
import { DOUBLINGS, distributionOf } from '../../../sim/liveness/distribution.ts';

test('a quantile is the smallest value that so many are not above', (t) => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1 }), (values) => {
      const { p50, p90, p99, max, doublings } = distributionOf(values);
      for (const [share, value] of [
        [0.5, p50],
        [0.9, p90],
        [0.99, p99],
        [1, max],
      ] as const) {
        const isEnough = (bound: number) =>
          values.filter((each) => each <= bound).length >= share * values.length;
        const enough = values.filter(isEnough);
        t.is(value, Math.min(...enough));
      }
      t.is(
        doublings.reduce((sum, count) => sum + count, 0),
        values.length,
      );
      t.is(doublings[3], values.filter((each) => each > 4 && each <= (DOUBLINGS[3] ?? 0)).length);
    }),
    { numRuns: 50 },
  );
});

test('nothing has a distribution of zeros', (t) => {
  const { count, p50, max } = distributionOf([]);
  t.deepEqual({ count, p50, max }, { count: 0, p50: 0, max: 0 });
});
