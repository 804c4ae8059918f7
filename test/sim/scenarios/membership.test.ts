import test from 'ava';
import { runTask } from '../../../sim/run/run-task.ts';
import type { FaultCounts } from '../../../sim/world/counters.ts';
import { nodeChecksum, nodeUtf8 } from '../../../src/io/platform/ports.ts';

/** What each story of members must have done, besides ending well. */
const STORIES: Readonly<Record<string, Partial<FaultCounts>>> = {
  'one-add-one-remove': { remove: 1, addVoter: 0 },
  'two-adds': { addVoter: 1 },
  'two-removes': { remove: 1 },
  'purged-log': { addLearner: 1, promote: 1 },
  'unaware-voter': { promote: 1, crash: 1 },
  'joint-replacement': { enterJoint: 1, leaveJoint: 1, remove: 1, addVoter: 1 },
};

for (const [scenario, counts] of Object.entries(STORIES)) {
  test(`${scenario} comes to its end, and one of the changes counts`, (t) => {
    const task = { seed: '1', profile: 'default', scenario, overrides: {} };
    const run = runTask(task, { checksum: nodeChecksum, utf8: nodeUtf8 });
    t.is(run.verdict, 'pass', run.violation?.message);
    t.like(run.counts.faults, counts);
  });
}

test('wiped-voter comes to its end, and the machine is back as another member in every group', (t) => {
  const task = { seed: '1', profile: 'default', scenario: 'wiped-voter', overrides: {} };
  const run = runTask(task, { checksum: nodeChecksum, utf8: nodeUtf8 });
  t.is(run.verdict, 'pass', run.violation?.message);
  t.is(run.counts.faults.rejoinAsNew > 0, true);
});

// Seeds of the profile membership that stood still or broke an invariant: a newcomer that waited for
// itself (4), and a removed member with the longest log (7).
for (const seed of ['4', '7']) {
  test(`seed ${seed} of the profile membership passes, with joint configurations in it`, (t) => {
    const overrides = { durationMicros: 30_000_000 };
    const task = { seed, profile: 'membership', scenario: null, overrides };
    const run = runTask(task, { checksum: nodeChecksum, utf8: nodeUtf8 });
    t.is(run.verdict, 'pass', run.violation?.message);
    t.true(run.counts.faults.enterJoint > 0);
  });
}
