import test from 'ava';
import { drawConfig } from '../../../sim/config/draw-config.ts';
import { weighTraits } from '../../../sim/steering/preference.ts';
import { Steering } from '../../../sim/steering/steering.ts';
import { traitsOf } from '../../../sim/steering/traits.ts';

test('a trait is worth more that the better runs have, and one that all have is worth nothing', (t) => {
  const runs = [
    ['size=1', 'storm=yes'],
    ['size=1', 'storm=no'],
    ['size=1', 'storm=yes'],
    ['size=1', 'storm=no'],
  ];
  const weights = weighTraits(runs, [5, 1, 5, 1]);
  t.true((weights.get('storm=yes') ?? 0) > 0.1);
  t.true((weights.get('storm=no') ?? 0) < -0.1);
  t.true(Math.abs(weights.get('size=1') ?? 1) < 1e-9);
});

test('seeds whose runs may be rare are chosen first, and every fourth in plain order', (t) => {
  // Every third seed has what leads to the rare cell.
  const steering = new Steering(
    (seed) => [seed % 3 === 0 ? 'storm=yes' : 'storm=no'],
    (cell) => (cell === 1 ? 3 : 100),
  );
  for (let seed = 0; seed < 9; seed++) {
    steering.learn(seed, seed % 3 === 0 ? [1, 2] : [2]);
  }
  const candidates = [10, 11, 12, 13];
  const chosen = Array.from({ length: 8 }, () => candidates[steering.choose(candidates)]);
  t.deepEqual(chosen, [12, 12, 12, 10, 12, 12, 12, 10]);
});

test('the traits of a configuration do not tell its seed, and tell each of its limits', (t) => {
  const traits = traitsOf(drawConfig('7'));
  t.false(traits.some((trait) => trait.startsWith('seed') || trait.startsWith('root')));
  t.true(traits.some((trait) => trait.startsWith('tuning.snapshotEntries=')));
  t.is(new Set(traits).size, traits.length);
});
