import test from 'ava';
import type { Page } from 'playwright-core';
import { keysByInterest, layOutStory } from '../../../reports/page/layout.ts';
import { Viewport } from '../../../reports/page/viewport.ts';
import { NodeNames } from '../../../reports/sim/node-names.ts';
import { renderSimReport } from '../../../reports/sim/sim-report.ts';
import { storyPage } from '../../../reports/sim/story/story-page.ts';
import { present } from '../../../src/base/invariant.ts';
import { recordedRun, secondLeaderAt } from '../../sim/record/recorded-run.ts';
import { assertQuiet, CHROMIUM, inBrowser } from '../quiet-page.ts';

const SECOND = 1_000_000;
/** Left of the picture, and right of it (sight.ts). */
const LEFT_PX = 78;
const RIGHT_PX = 4;

const run = recordedRun(
  '3',
  { durationMicros: 6 * SECOND, nodes: 3, groups: 2 },
  secondLeaderAt(5 * SECOND),
);
const markup = renderSimReport(run.result, run.recording, {
  command: 'npm run sim -- --seed 3',
  mutant: null,
  origin: null,
});
const story = storyPage(run.recording, new NodeNames(run.recording), 5 * SECOND);

async function ready(page: Page): Promise<void> {
  await page.waitForFunction('document.getElementById("story-status") === null');
}

async function textOf(page: Page, selector: string): Promise<string> {
  return (await page.locator(selector).innerText()).trim();
}

async function nowSeconds(page: Page): Promise<number> {
  await page.evaluate(
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
  );
  return Number.parseFloat(await textOf(page, '#story-now'));
}

inBrowser(
  `a story opens where it broke, and is moved through by keys (needs ${CHROMIUM})`,
  async (t) => {
    await assertQuiet(t, { width: 1280, colorScheme: 'dark' }, markup, async (page) => {
      await ready(page);
      const broke = await nowSeconds(page);
      t.is(broke, present(run.result.violation, 'it broke').virtualMicros / SECOND);
      t.regex(await textOf(page, '#story-title'), /election-safety/);
      t.true((await page.locator('#story-cone li').count()) > 5);
      await page.locator('#story-player').focus();
      await page.keyboard.press('ArrowLeft');
      const before = await nowSeconds(page);
      t.true(before <= broke);
      t.notRegex(await textOf(page, '#story-title'), /election-safety/);
      await page.keyboard.press('Home');
      t.true((await nowSeconds(page)) < 0.1);
      await page.keyboard.press('End');
      t.is(await nowSeconds(page), broke);
      await page.keyboard.press('Escape');
      t.is(await page.locator('#story-cone li').count(), 0);
      await page.keyboard.press('Tab');
      t.is(await page.evaluate('document.activeElement.id'), 'story-first');
      t.not(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle'), 'none');
    });
  },
);

inBrowser(
  `operations, causes and the disks of nodes are reached by keys alone (needs ${CHROMIUM})`,
  async (t) => {
    await assertQuiet(t, { width: 400, colorScheme: 'light' }, markup, async (page) => {
      await ready(page);
      const title = () => page.locator('#story-title').textContent();
      const focused = () => page.evaluate<string>('document.activeElement.textContent');
      await page.locator('#story-player').focus();
      await page.keyboard.press('Home');
      await page.keyboard.press('n');
      const first = await title();
      t.regex(`${first}`, /^Operation \d+ of client/);
      await page.keyboard.press('n');
      t.regex(`${await title()}`, /^Operation \d+ of client/);
      t.not(await title(), first);
      await page.keyboard.press('p');
      t.is(await title(), first);
      await page.locator('#story-cone button').nth(1).focus();
      const cause = await focused();
      await page.keyboard.press('Enter');
      t.is(await title(), cause);
      t.is(await focused(), cause, 'keys go on from there');
      await page.locator('#story-files').scrollIntoViewIfNeeded();
      const nodes = page.locator('#story-state button');
      await nodes.first().focus();
      await page.keyboard.press('Tab');
      await page.keyboard.press('Space');
      await nowSeconds(page);
      t.is(await focused(), 'n2');
      t.regex(await textOf(page, '#story-files'), /^What n2 has on its disk/);
      const pressed = await nodes.evaluateAll((all) => all.map((each) => each.ariaPressed));
      t.deepEqual(pressed, ['false', 'true', 'false']);
    });
  },
);

inBrowser(
  `an instant shows each node, and an operation what led to it (needs ${CHROMIUM})`,
  async (t) => {
    await assertQuiet(t, { width: 1280, colorScheme: 'light' }, markup, async (page) => {
      await ready(page);
      const scrub = (micros: number) =>
        page.evaluate(`{
        const slider = document.getElementById('story-time');
        slider.value = '${micros}';
        slider.dispatchEvent(new Event('input'));
      }`);
      await scrub(0);
      t.is(await nowSeconds(page), 0);
      t.notRegex(await textOf(page, '#story-state tbody'), /leader/);
      await scrub(4 * SECOND);
      t.is(await nowSeconds(page), 4);
      const rows = await page.locator('#story-state tbody tr').allInnerTexts();
      t.is(rows.length, 3);
      t.true(rows.every((row) => /synced|pending/.test(row)));
      await page.locator('#story-all').click();
      await nowSeconds(page);
      const target = present(
        story.operations.find((each) => each.key === shownKeys()[0] && each.rows.length > 1),
        'an operation was answered',
      );
      await clickOn(page, target.id);
      t.true((await textOf(page, '#story-title')).startsWith(`Operation ${target.id} of client`));
      const cone = (await page.locator('#story-cone li').allInnerTexts()).join('\n');
      t.regex(cone, /asks: /);
      t.regex(cone, /answers: /);
    });
  },
);

function shownKeys(): string[] {
  return keysByInterest(story).slice(0, 3);
}

/** The whole run is in sight. */
async function clickOn(page: Page, id: number): Promise<void> {
  const violation = present(story.violationRow, 'it broke');
  const group = story.rows.group[violation] as number;
  const layout = layOutStory(story, group, shownKeys());
  const { operation, y } = present(
    layout.keys.flatMap(({ operations }) => operations).find((box) => box.operation.id === id),
    'the operation is in sight',
  );
  const width = Number(await page.evaluate('document.getElementById("story-box").clientWidth'));
  const span = { fromMicros: 0, untilMicros: story.endMicros + 25_000 };
  const viewport = new Viewport(span, LEFT_PX, width - LEFT_PX - RIGHT_PX);
  const middle = (operation.fromMicros + (operation.untilMicros ?? story.endMicros)) / 2;
  await page.locator('#story-overlay').click({ position: { x: viewport.x(middle), y: y + 3 } });
}

test('the script of a page does not end its element, and names no address', (t) => {
  const scripts = [...markup.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
    ([, text]) => text ?? '',
  );
  t.is(scripts.length, 1);
  t.true((scripts[0]?.length ?? 0) > 10_000);
  t.true(scripts[0]?.trim().endsWith('})();') ?? false);
});
