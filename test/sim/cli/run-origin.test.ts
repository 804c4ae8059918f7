import test from 'ava';
import { commandOf, originWords } from '../../../sim/cli/run-origin.ts';

const choice = { profile: 'default', scenario: null, mutant: 'match-regress', overrides: {} };
const size = { nodes: 3, groups: 2, operations: 90, faults: 12, virtualMicros: 7_800_000 };
const seeded = { seed: '1', choice };

test('a run of a seed is given again by its seed, and nothing else is said of it', (t) => {
  t.is(commandOf(seeded, 'out/run.sim.json'), 'npm run sim -- --seed 1 --mutant match-regress');
  t.is(originWords(seeded), null);
});

test('a replay is given again by the capsule that was read, not by the seed', (t) => {
  const replayed = { ...seeded, replayed: 'there/run.sim.json' };
  t.is(commandOf(replayed, 'out/run.sim.json'), 'npm run sim -- --replay there/run.sim.json');
  t.regex(originWords(replayed) ?? '', /replay of there\/run\.sim\.json/);
});

test('what was shrunk is given again by its own capsule, and says from how much', (t) => {
  const after = { ...size, operations: 2, faults: 1, virtualMicros: 260_000 };
  const shrunk = { ...seeded, shrunk: { before: size, after } };
  t.is(commandOf(shrunk, 'out/run.sim.json'), 'npm run sim -- --replay out/run.sim.json');
  t.regex(originWords(shrunk) ?? '', /Shrunk from 3 nodes.* 90 operations.* to .* 2 operations/);
});
