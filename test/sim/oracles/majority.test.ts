import test from 'ava';
import { isMajority } from '../../../sim/oracles/majority.ts';
import type { NodeId } from '../../../src/base/ids.ts';

const voters = (count: number) => Array.from({ length: count }, (_, i) => (i + 1) as NodeId);

for (let count = 1; count <= 7; count++) {
  const needed = Math.floor(count / 2) + 1;

  test(`${needed} of ${count} voters are a majority and ${needed - 1} are not`, (t) => {
    t.true(isMajority(voters(count), (voter) => voter <= needed));
    t.false(isMajority(voters(count), (voter) => voter <= needed - 1));
  });
}
