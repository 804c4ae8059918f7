import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { BenchOptions, Sizes } from '../../bench/options/bench-options.ts';
import { verificationFailures } from '../../bench/result/verification.ts';
import { clusterSuite } from '../../bench/suites/cluster/cluster-suite.ts';
import { rowPlans } from '../../bench/suites/cluster/row-plan.ts';
import { inDirectory } from './bench-process.ts';
import { sampleResults } from './sample-results.ts';
import { suiteContext } from './suite-context.ts';

const TINY: Sizes = { syncModes: ['none'], snapshotCodecs: ['thrift'], groups: 2, records: 40 };

function plansOf(options: Partial<BenchOptions>) {
  return rowPlans({ suites: [], effort: 'quick', json: false, verbose: false, ...options });
}

test.serial('rows save and install snapshots, and find what was acknowledged', async (t) => {
  await inDirectory(async (directory) => {
    const { context, notes } = suiteContext(directory, TINY);
    const rows = await clusterSuite.run(context);
    t.deepEqual(
      rows.map((row) => [row.sync, row.snapshotCodec, row.disturbance]),
      [
        ['none', 'thrift', 'join'],
        ['none', 'thrift', 'kill'],
      ],
    );
    for (const row of rows) {
      t.true(row.records >= 40 && row.acknowledged >= row.records);
      t.is(row.verified, row.acknowledged, notes.join('\n'));
      t.true(row.snapshotsSaved >= 2 && row.snapshotsInstalled >= 2);
      t.is(row.joinedGroups, 2);
      t.is(row.errors, 0, row.firstError);
      t.true(row.p50Us <= row.p99Us && row.p99Us <= row.maxUs);
    }
    t.true((rows[1]?.elections ?? 0) > 0);
    t.deepEqual(verificationFailures({ cluster: { rows } }), []);
    t.false(existsSync(join(directory, 'row-1')));
  });
});

test('the quick form has four sync modes with both codecs, and a row with kills', (t) => {
  const rows = plansOf({});
  t.is(rows.length, 4 * 2 + 1);
  t.is(new Set(rows.map((row) => row.sync)).size, 4);
  t.deepEqual(
    rows.map((row) => row.disturbance),
    [...Array.from({ length: 8 }, () => 'join'), 'kill'],
  );
});

test('nodes are not killed where the others could not go on', (t) => {
  t.false(plansOf({ nodes: 2 }).some((row) => row.disturbance === 'kill'));
  t.true(plansOf({ nodes: 3 }).some((row) => row.disturbance === 'kill'));
});

test('asking for records ends the measured phase by their number, asking for seconds by time', (t) => {
  t.is(plansOf({ records: 7 })[0]?.records, 7);
  t.true((plansOf({ records: 7 })[0]?.measureMs ?? 0) >= 60_000);
  t.is(plansOf({ seconds: 2 })[0]?.measureMs, 2000);
});

test('a row that lost records, had errors or lacks snapshots fails the run', (t) => {
  const [row] = sampleResults().suites.cluster?.rows ?? [];
  t.truthy(row);
  if (row === undefined) {
    return;
  }
  const whole = { ...row, acknowledged: 5, verified: 5, snapshotsSaved: 1, snapshotsInstalled: 1 };
  const messages = (change: object) =>
    verificationFailures({ cluster: { rows: [{ ...whole, ...change }] } }).map((f) => f.message);
  t.deepEqual(messages({}), []);
  t.regex(messages({ verified: 4 }).join(), /1 of 5 acknowledged records were not read back/);
  t.regex(messages({ snapshotsSaved: 0 }).join(), /no snapshot was saved/);
  t.regex(messages({ snapshotsInstalled: 0 }).join(), /no snapshot was installed/);
  t.regex(messages({ errors: 2, firstError: 'timeout: why' }).join(), /2 .* failed.*timeout: why/);
  t.regex(messages({ groups: 10, joinedGroups: 9 }).join(), /by a snapshot in 9 of 10 groups/);
  t.regex(messages({ acknowledged: 0, verified: 0 }).join(), /nothing was acknowledged/);
});
