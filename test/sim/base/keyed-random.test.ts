import test from 'ava';
import fc from 'fast-check';
import { KeyedRandom, PPM, SITES } from '../../../sim/base/keyed-random.ts';

const random = new KeyedRandom(1, 2);

test('a decision depends on what it is about, and on nothing that was decided before', (t) => {
  const a = new KeyedRandom(7, 8);
  const b = new KeyedRandom(7, 8);
  for (let i = 0; i < 100; i++) {
    b.u32(SITES.loss, 99, i);
  }
  for (let i = 0; i < 100; i++) {
    t.is(a.u32(SITES.latency, 3, i), b.u32(SITES.latency, 3, i));
  }
});

test('another root, site, entity or count gives another sequence', (t) => {
  const draws = (from: KeyedRandom, site: 3 | 4, entity: number, offset: number) =>
    Array.from({ length: 8 }, (_, i) => from.u32(site, entity, offset + i)).join();
  const all = [
    draws(random, 3, 1, 0),
    draws(new KeyedRandom(1, 3), 3, 1, 0),
    draws(new KeyedRandom(2, 2), 3, 1, 0),
    draws(random, 4, 1, 0),
    draws(random, 3, 2, 0),
    draws(random, 3, 1, 1),
  ];
  t.is(new Set(all).size, all.length);
});

test('the draws of a seed are these, on every machine and in every version', (t) => {
  t.deepEqual(
    [1, 2, 3].map((count) => random.u32(SITES.tiebreak, 1, count)),
    GOLDEN.u32,
  );
  t.deepEqual(
    [1, 2, 3].map((count) => random.exponential(1000, SITES.latency, 1, count)),
    GOLDEN.exponential,
  );
});

test('a draw lies within its bounds', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e9 }), fc.nat(), fc.nat(), (bound, entity, count) => {
      const draw = random.below(bound, SITES.loss, entity, count);
      t.true(Number.isInteger(draw) && draw >= 0 && draw < bound);
      const between = random.between(-bound, bound, SITES.loss, entity, count);
      t.true(between >= -bound && between <= bound);
      t.true(random.exponential(bound, SITES.loss, entity, count) >= 0);
    }),
  );
});

test('a chance comes true about as often as it says, never at 0, always at a million', (t) => {
  const share = (probability: number) => {
    let count = 0;
    for (let i = 0; i < 20_000; i++) {
      count += random.chance(probability, SITES.duplicate, 5, i) ? 1 : 0;
    }
    return count / 20_000;
  };
  t.is(share(0), 0);
  t.is(share(PPM), 1);
  for (const probability of [0.01, 0.25, 0.9]) {
    const deviation = Math.sqrt((probability * (1 - probability)) / 20_000);
    t.true(Math.abs(share(probability * PPM) - probability) < 5 * deviation, `${probability}`);
  }
});

test('exponential draws have the mean that was asked for', (t) => {
  let sum = 0;
  for (let i = 0; i < 20_000; i++) {
    sum += random.exponential(1_000_000, SITES.diskLatency, 1, i);
  }
  const mean = sum / 20_000;
  t.true(Math.abs(mean - 1_000_000) < 40_000, `${mean}`);
});

const GOLDEN = {
  u32: [408_396_435, 2_809_428_007, 4_257_382_983],
  exponential: [1792, 574, 779],
};
