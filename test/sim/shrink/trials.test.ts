import test from 'ava';
import { drawConfig } from '../../../sim/config/draw-config.ts';
import { lostMarkScenario } from '../../../sim/scenarios/lost-mark.ts';
import { Trials } from '../../../sim/shrink/trials.ts';
import { nodePorts } from '../../../src/io/platform/ports.ts';

const NOTHING = { strokes: [], operations: [], fates: [], measures: [], ties: [] };
const SECOND = 1_000_000;

// Fails when `violation` lets the error of the story through.
test('a story that takes followers for granted does not fail where there are none', (t) => {
  const aim = { signature: 'engine', scenario: 'lost-mark', isEarly: true };
  const config = { ...lostMarkScenario.configure(drawConfig('1')), nodes: 1 };
  const trials = new Trials(aim, nodePorts());
  t.is(trials.violation({ config, schedule: NOTHING }, 30 * SECOND), null);
});
