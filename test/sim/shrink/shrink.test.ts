import test from 'ava';
import { capsuleText, parseCapsule } from '../../../sim/cli/capsule.ts';
import { RunPool } from '../../../sim/cli/run-pool.ts';
import { shrinkRun } from '../../../sim/cli/shrink-run.ts';
import { Cleanup } from '../../../src/cli/command/cleanup.ts';

const MUTANT = 'heartbeat-commits-unmatched';
const TASK = {
  seed: '1',
  profile: 'default',
  scenario: null,
  overrides: { durationMicros: 5_000_000 },
} as const;

test.serial(
  'a failing run shrinks to a few faults whose capsule fails by the same oracle',
  async (t) => {
    const cleanup = new Cleanup();
    const pool = await RunPool.open(MUTANT, 1, cleanup);
    try {
      const outcome = await shrinkRun(pool, TASK);
      if (outcome.kind !== 'shrunk') {
        t.fail(outcome.kind);
        return;
      }
      const { after, words, result, replay, blame } = outcome;
      t.true(after.faults + after.operations <= 12, words);
      t.regex(words, /^\d nodes?, .*\d faults?/);
      const necessary = blame.filter(({ verdict }) => verdict === 'necessary');
      t.is(necessary.length, replay.schedule.strokes.length);
      t.true(blame.length > necessary.length);
      const choice = { ...TASK, mutant: MUTANT };
      const text = capsuleText(TASK.seed, choice, outcome, replay.schedule);
      const task = parseCapsule(text).replay;
      const again = await pool.run({ task, inDetail: false, progress: null });
      t.is(again.result.hash, result.hash);
      t.is(again.result.violation?.oracle, 'engine');
    } finally {
      cleanup.run();
    }
  },
);

test.serial('there is nothing to shrink in a run that passes', async (t) => {
  const cleanup = new Cleanup();
  const pool = await RunPool.open(null, 1, cleanup);
  const overrides = { durationMicros: 500_000, nodes: 3, groups: 1 };
  const outcome = await shrinkRun(pool, { ...TASK, overrides });
  cleanup.run();
  t.is(outcome.kind, 'passed');
});
