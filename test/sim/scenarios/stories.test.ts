import test from 'ava';
import { runTask } from '../../../sim/run/run-task.ts';
import { nodeChecksum, nodeUtf8 } from '../../../src/io/platform/ports.ts';

const PLATFORM = { checksum: nodeChecksum, utf8: nodeUtf8 };

/** With a seed for each that tells it quickly. */
const STORIES: Readonly<Record<string, string>> = {
  'cold-start': '4',
  'cut-at-each-step': '4',
  'deaf-node': '4',
  'late-members': '2',
  'leadership-flips': '3',
  'lost-majority': '6',
  'snapshot-at-last-index': '2',
  'start-combinations': '3',
};

for (const [scenario, seed] of Object.entries(STORIES)) {
  test(`the story ${scenario} comes to its end`, (t) => {
    const run = runTask({ seed, profile: 'default', scenario, overrides: {} }, PLATFORM);
    t.is(run.verdict, 'pass', run.violation?.message);
  });
}
