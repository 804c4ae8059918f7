import test from 'ava';
import { isSampled } from '../../../sim/cli/determinism-sample.ts';

test('about five of a hundred seeds are run twice, in every shard of them', (t) => {
  const share = (seeds: number[]) => seeds.filter(isSampled).length / seeds.length;
  const all = Array.from({ length: 20_000 }, (_, i) => i);
  t.true(Math.abs(share(all) - 0.05) < 0.005, `${share(all)}`);
  for (const shard of [0, 7, 19]) {
    const some = share(all.filter((seed) => seed % 20 === shard));
    t.true(some > 0.02 && some < 0.09, `${some}`);
  }
});
