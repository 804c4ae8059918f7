import test from 'ava';
import { runTask } from '../../../sim/run/run-task.ts';
import { nodeChecksum, nodeUtf8 } from '../../../src/io/platform/ports.ts';

const PLATFORM = { checksum: nodeChecksum, utf8: nodeUtf8 };

// `changed-peers` fails when `admitRestart` (src/storage/bootstrap.ts) compares no members,
// `differing-lists` when `isRelying` (src/engine/introducing.ts) is always false.
for (const scenario of ['changed-peers', 'differing-lists', 'bare-majority', 'cut-before-sync']) {
  test(`the story ${scenario} comes to its end`, (t) => {
    const run = runTask({ seed: '1', profile: 'default', scenario, overrides: {} }, PLATFORM);
    t.is(run.verdict, 'pass', run.violation?.message ?? '');
  });
}
