import test from 'ava';
import { configOf, runTask } from '../../../sim/run/run-task.ts';
import { situationOf } from '../../../sim/situations/dimensions.ts';
import { ingredientsOf, obstacle } from '../../../sim/situations/reachable.ts';
import { positionsIn } from '../../../sim/situations/situation-counts.ts';
import { SituationObserver } from '../../../sim/situations/situation-observer.ts';
import { nodePorts } from '../../../src/io/platform/ports.ts';

const overrides = { nodes: 3, groups: 1, durationMicros: 2_000_000 };
const task = { seed: '2', profile: 'membership', scenario: null, overrides };

test('a run of which situations are counted has the hash that it has otherwise', (t) => {
  const situations = new SituationObserver();
  const counted = runTask(task, nodePorts(), { situations });
  t.is(counted.hash, runTask(task, nodePorts()).hash);
  const found = positionsIn(situations.counts.cells).map(situationOf);
  for (const role of ['follower', 'candidate', 'leader']) {
    t.true(
      found.some((each) => each.role === role),
      role,
    );
  }
  const ingredients = ingredientsOf(configOf(task), false);
  t.deepEqual(
    found.filter((each) => obstacle(each, ingredients) !== null),
    [],
  );
});
