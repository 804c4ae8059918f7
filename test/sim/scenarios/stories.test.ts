import { setImmediate } from 'node:timers/promises';
import test from 'ava';
import { runTask } from '../../../sim/run/run-task.ts';
import { nodeChecksum, nodeUtf8 } from '../../../src/io/platform/ports.ts';

const PLATFORM = { checksum: nodeChecksum, utf8: nodeUtf8 };

/** With a seed for each that tells it quickly. */
const STORIES: Readonly<Record<string, string>> = {
  'cold-start': '4',
  'cut-at-each-step': '4',
  'damaged-disks': '4',
  'deaf-handover': '1',
  'deaf-node': '4',
  'dying-leaders': '4',
  'excluded-nodes': '4',
  'groups-apart': '1',
  'lagging-heir': '1',
  'late-confirmation': '1',
  'late-members': '2',
  'leadership-flips': '3',
  'learner-minority': '1',
  'longer-log': '1',
  'lost-majority': '6',
  'lost-mark': '2',
  // A learner that missed its removal was never told of it.
  'membership-rules': '4',
  'partial-join': '3',
  'poison-command': '3',
  'reads-during-install': '2',
  'removed-leader': '1',
  'repeated-requests': '3',
  'replaced-while-written': '1',
  'snapshot-at-last-index': '2',
  'start-combinations': '3',
  'unheard-commit': '1',
  'waiting-group': '4',
  'wrong-node': '2',
};

for (const [scenario, seed] of Object.entries(STORIES)) {
  test.serial(`the story ${scenario} comes to its end`, async (t) => {
    // Each is told without a pause: whoever waits for the file hears of it in between.
    await setImmediate();
    const run = runTask({ seed, profile: 'default', scenario, overrides: {} }, PLATFORM);
    t.is(run.verdict, 'pass', run.violation?.message);
  });
}
