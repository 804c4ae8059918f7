import test from 'ava';
import { renderSweepReport } from '../../../reports/sweep/sweep-report.ts';
import { sweepVerdict } from '../../../reports/sweep/verdict.ts';
import type { CanaryOutcome } from '../../../sim/cli/mutants/canary-check.ts';
import type { SweepCommand } from '../../../sim/cli/sim-command.ts';
import { type SweepLine, sweepLine } from '../../../sim/cli/sweep-line.ts';
import { SweepTotals } from '../../../sim/cli/sweep-totals.ts';
import { runTask } from '../../../sim/run/run-task.ts';
import { nodePorts } from '../../../src/io/platform/ports.ts';
import { assertQuiet, CHROMIUM, inBrowser, VIEWS } from '../quiet-page.ts';
import { sampleSituations } from './situations/sample-situations.ts';

const overrides = { nodes: 3, groups: 1, durationMicros: 2_000_000 };
const choice = { profile: 'default', scenario: null, mutant: null, overrides };
const command = {
  kind: 'sweep',
  asked: { first: 1, last: 60 },
  shard: null,
  first: 1,
  last: 60,
  choice,
  jobs: 2,
} as unknown as SweepCommand;
const canary: CanaryOutcome = {
  found: true,
  oracle: 'committed-on-quorum',
  seed: '1',
  runs: 1,
  wallSeconds: 1,
  reason: null,
};
const { history: _, ...result } = runTask(
  { seed: '1', profile: 'default', scenario: null, overrides },
  nodePorts(),
);

const seen = sampleSituations();

function pageOf(line: SweepLine): string {
  return renderSweepReport(line, seen);
}

/** As many runs as asked for; those of `failing` say that something was lost. */
function lineOf(runs: number, failing: readonly number[], found: boolean | null = true): SweepLine {
  const totals = new SweepTotals();
  for (let seed = 1; seed <= runs; seed++) {
    const violation = {
      oracle: 'committed-on-quorum',
      message: `10995116350297 lost entry ${seed} <b>`,
      node: null,
      group: null,
      term: null,
      index: null,
      event: 1,
      virtualMicros: 1,
    };
    const broken = { ...result, verdict: 'invariant', violation } as const;
    const answer = failing.includes(seed) ? broken : result;
    totals.add(seed, { result: answer, wallSeconds: 1, detail: null, trace: null });
  }
  const resumed = { passed: 0, failures: [] };
  const timing = { canary: { ...canary, found }, wallSeconds: 30, notRun: 0, resumed };
  return sweepLine(command, totals, timing, {
    interrupted: false,
    store: 'seeds.jsonl',
    steered: false,
    situations: { ...seen.totals.summary, file: 'situations.jsonl' },
    exitCode: failing.length > 0 ? 10 : 0,
    runReports: new Map(failing.slice(0, 1).map((seed) => [`${seed}`, `seed-${seed}/index.html`])),
    report: 'index.html',
  });
}

for (const view of VIEWS.filter(
  ({ width, colorScheme }) => (width === 400) === (colorScheme === 'dark'),
)) {
  inBrowser(
    `the page of a sweep is whole and quiet at ${view.width} pixels (needs ${CHROMIUM})`,
    async (t) => {
      await assertQuiet(t, view, pageOf(lineOf(60, [2, 3, 50])), async (page) => {
        t.is(await page.locator('.callout.bad').count(), 1);
        t.true((await page.locator('.bar-row').count()) > 5);
      });
    },
  );
}

test('99 of a hundred are told of no fewer than a hundred cases', (t) => {
  const caption = /until a healed core has a leader, in ([^<]+)</;
  t.is(caption.exec(pageOf(lineOf(3, [])))?.[1], '3 cases');
  t.is(caption.exec(pageOf(lineOf(120, [])))?.[1], '99 % of all cases');
});

test('runs that failed alike stand together, with the command that shows them again', (t) => {
  const page = pageOf(lineOf(9, [4, 7]));
  t.is(page.split('class="callout bad"').length, 2);
  t.true(page.includes('npm run sim -- --seed 4 --nodes 3 --groups 1 --duration 2s'));
  t.true(page.includes('<a href="seed-4/index.html">4</a>, 7'));
  t.true(page.includes('10.0.0.1:7001 lost entry 4 &lt;b&gt;'));
});

test('the verdict is no better than what was found, before and now, and than the canary', (t) => {
  const tones = (line: SweepLine) => sweepVerdict(line).tone;
  t.is(tones(lineOf(3, [])), 'good');
  t.is(tones(lineOf(3, [2])), 'bad');
  t.is(tones(lineOf(3, [], false)), 'bad');
  t.is(tones(lineOf(3, [], null)), 'warn');
  t.is(tones(lineOf(0, [])), 'warn');
  t.is(tones({ ...lineOf(3, []), resumed: { passed: 1, failed: 1 } }), 'bad');
});

test('numbers of chosen seeds are said to be so where they are shown, and others are not', (t) => {
  const told = (changes: Partial<SweepLine>) =>
    pageOf({ ...lineOf(3, []), ...changes }).split('these numbers are of runs chosen so').length -
    1;
  // Above the sections, and in four of them.
  t.is(told({ steered: true, notRun: 57 }), 5);
  t.is(told({ steered: true, resumed: { passed: 57, failed: 0 } }), 5);
  t.is(told({ steered: true }), 0);
  t.is(told({ notRun: 57 }), 0);
});

test('a fault that never happened is named as absent, and one that did with its runs', (t) => {
  const line = lineOf(4, []);
  const page = pageOf({
    ...line,
    faults: { ...line.faults, crash: 12, wipedDisk: 0 },
    faultRuns: { ...line.faultRuns, crash: 3, wipedDisk: 0 },
  });
  t.regex(page, /crashes<\/td><td class="number">12<\/td>.*3 \(75\.0 %\)/);
  t.regex(page, /Did not happen in this sweep: [^<]*machines back with an empty disk/);
});
