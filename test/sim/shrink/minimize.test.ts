import test from 'ava';
import fc from 'fast-check';
import { minimize } from '../../../sim/shrink/minimize.ts';

test('exactly what is needed is left, whatever else there was and in its order', (t) => {
  const wholes = fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { maxLength: 60 });
  fc.assert(
    fc.property(wholes, fc.integer({ min: 1, max: 9 }), (items, divisor) => {
      const needed = items.filter((item) => item % divisor === 0);
      const attempt = (some: readonly number[]) =>
        needed.every((item) => some.includes(item)) ? some : null;
      t.deepEqual(minimize(items, attempt), needed);
    }),
  );
});

test('what an attempt drops by itself does not come back', (t) => {
  const attempt = (some: readonly number[]) =>
    some.includes(7) ? some.filter((n) => n < 8) : null;
  t.deepEqual(minimize([1, 7, 8, 9, 10], attempt), [7]);
});
