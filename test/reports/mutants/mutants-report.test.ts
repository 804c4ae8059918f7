import test from 'ava';
import { foundChart, oracleChart } from '../../../reports/mutants/found-chart.ts';
import { renderMutantsReport } from '../../../reports/mutants/mutants-report.ts';
import { shrunkChart } from '../../../reports/mutants/shrunk-chart.ts';
import { scoreTable } from '../../../sim/cli/mutants/print-score.ts';
import { scoreOf } from '../../../sim/cli/mutants/score.ts';
import { countOf } from '../../../sim/cli/mutants/shrunk-size.ts';
import { MUTANTS } from '../../../sim/mutants/catalogue.ts';
import { assertQuiet, CHROMIUM, inBrowser, VIEWS } from '../quiet-page.ts';

function shrunkTo(faults: number) {
  const after = { faults, operations: 0, nodes: 3, virtualSeconds: 1 };
  const words = '3 nodes, 1 fault: (1) crash n2 (power) at 0.156 s';
  const before = { ...after, faults: 100 };
  return { before, after, words, isSame: true, isMinimal: true, trials: 9, seconds: 3 };
}

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
        ...(isKill ? { shrunk: shrunkTo(at) } : {}),
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
        const cut =
          '[...document.querySelectorAll(".table-box")].filter((box) => box.scrollWidth > box.clientWidth).length';
        t.is(await page.evaluate(cut), 0);
      });
    },
  );
}

test('of the canary alone it is not said that nothing of nothing was found', (t) => {
  const canary = MUTANTS.filter(({ tier }) => tier === 0);
  const alone = scoreOf(canary, []);
  t.notRegex(renderMutantsReport(alone, null), /0 of 0/);
  t.notRegex(scoreTable(alone, false), /0 of 0/);
});

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

test('the chart of sizes counts each mutant that was shrunk once', (t) => {
  const [chart] = shrunkChart(score.rows);
  const [series] = chart?.series ?? [];
  const shrunk = score.rows.filter(({ shrunk, tier }) => shrunk && tier !== 0);
  t.is(
    series?.values[0],
    shrunk.filter((row) => row.shrunk && countOf(row.shrunk.after) === 0).length,
  );
  t.is(
    series?.values.reduce<number>((sum, value) => sum + Number(value), 0),
    shrunk.length,
  );
});
