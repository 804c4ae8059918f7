import test from 'ava';
import { runTask } from '../../../sim/run/run-task.ts';
import { nodeChecksum, nodeUtf8 } from '../../../src/io/platform/ports.ts';

const PLATFORM = { checksum: nodeChecksum, utf8: nodeUtf8 };

// `changed-peers` fails when `admitRestart` (src/storage/bootstrap.ts) compares no members.
for (const scenario of ['changed-peers', 'bare-majority', 'cut-before-sync']) {
  test(`the story ${scenario} comes to its end`, (t) => {
    const run = runTask({ seed: '1', profile: 'default', scenario, overrides: {} }, PLATFORM);
    t.is(run.verdict, 'pass', run.violation?.message ?? '');
  });
}
