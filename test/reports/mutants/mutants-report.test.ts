import test from 'ava';
import { foundChart, oracleChart } from '../../../reports/mutants/found-chart.ts';
import { renderMutantsReport } from '../../../reports/mutants/mutants-report.ts';
import { scoreOf } from '../../../sim/cli/mutants/score.ts';
import { MUTANTS } from '../../../sim/mutants/catalogue.ts';
import { assertQuiet, CHROMIUM, inBrowser, VIEWS } from '../quiet-page.ts';

/** Every mutant, each found after as many runs as its place says; the ninth and its like survive. */
const score = scoreOf(
  MUTANTS,
  MUTANTS.flatMap(({ id, tier }, at) =>
    Array.from({ length: 1 + (at % 9) }, (_, i) => {
      const isKill = tier !== 'harmless' && at % 9 === i && at % 9 !== 8;
      return {
        mutant: id,
        digest: 'd',
        run: i + 1,
        command: `npm run sim -- --seed ${i + 1} --mutant ${id}`,
        hunt: 'default',
        verdict: isKill ? 'invariant' : 'pass',
        oracle: isKill ? 'election-safety' : null,
        message: null,
        virtualSeconds: 60,
        wallSeconds: 2,
        cleanVerdict: isKill ? 'pass' : null,
      };
    }),
  ),
);

for (const view of VIEWS.filter(
  ({ width, colorScheme }) => (width === 400) === (colorScheme === 'dark'),
)) {
  inBrowser(
    `the page of mutants is whole and quiet at ${view.width} pixels (needs ${CHROMIUM})`,
    async (t) => {
      await assertQuiet(t, view, renderMutantsReport(score, null), async (page) => {
        t.is(await page.locator('#mutants tbody tr').count(), MUTANTS.length);
        t.true((await page.locator('.badge.bad').count()) > 1);
      });
    },
  );
}

test('the chart of shares rises, and ends at the share that was found', (t) => {
  const { labels, series } = foundChart(score.rows);
  t.deepEqual(labels, ['1', '2', '5', '10']);
  for (const { values } of series) {
    t.deepEqual(
      values,
      [...values].sort((a, b) => Number(a) - Number(b)),
    );
  }
  const found = score.rows.filter(({ tier, killed }) => tier === 2 && killed).length;
  const all = score.rows.filter(({ tier }) => tier === 2).length;
  t.is(series[1]?.values.at(-1), (100 * found) / all);
});

test('the chart of oracles counts each mistake once, and neither the canary nor harmless ones', (t) => {
  const [series] = oracleChart(score.rows).series;
  t.is(
    series?.values.reduce<number>((sum, value) => sum + Number(value), 0),
    score.killed,
  );
});
