import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { type Browser, chromium } from 'playwright-core';
import { renderBenchReport } from '../../reports/bench/bench-report.ts';
import { inDirectory } from '../bench/bench-process.ts';
import { sampleResults } from '../bench/sample-results.ts';

const CHROMIUM = '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** Skipped, and listed as skipped, where there is no browser. */
const inBrowser = existsSync(CHROMIUM) ? test.serial : test.serial.skip;

const VIEWS = [
  { width: 400, colorScheme: 'light' },
  { width: 400, colorScheme: 'dark' },
  { width: 1280, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
] as const;

for (const view of VIEWS) {
  const name = `${view.width} pixels wide in the ${view.colorScheme} theme`;
  inBrowser(`the report is whole and quiet at ${name} (needs ${CHROMIUM})`, async (t) => {
    await inDirectory(async (directory) => {
      const file = join(directory, 'index.html');
      writeFileSync(file, renderBenchReport(sampleResults()));
      const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
      try {
        await check(t, browser, view, pathToFileURL(file).href);
      } finally {
        await browser.close();
      }
    });
  });
}

async function check(
  t: ExecutionContext,
  browser: Browser,
  view: (typeof VIEWS)[number],
  url: string,
): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: view.width, height: 900 },
    colorScheme: view.colorScheme,
  });
  const page = await context.newPage();
  const noise: string[] = [];
  page.on('console', (message) => noise.push(message.text()));
  page.on('pageerror', (error) => noise.push(error.message));
  page.on('request', (request) => noise.push(...elsewhere(request.url(), url)));
  await page.goto(url);
  t.deepEqual(noise, []);
  t.is(await page.evaluate('document.documentElement.scrollWidth'), view.width);
  t.is(await page.evaluate('[...document.images].filter((i) => i.naturalWidth === 0).length'), 0);
  t.deepEqual(await page.evaluate(OVERFLOWING), []);
  const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
  t.is(background, view.colorScheme === 'dark' ? 'rgb(13, 18, 24)' : 'rgb(246, 248, 250)');
  await context.close();
}

/** Elements that stick out of the page without a box of their own that scrolls. */
const OVERFLOWING = `[...document.querySelectorAll('main *, header *')]
  .filter((element) => !element.closest('.table-box, .command'))
  .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
  .map((element) => element.outerHTML.slice(0, 80))`;

function elsewhere(requested: string, page: string): string[] {
  return requested === page || requested.startsWith('data:') ? [] : [requested];
}
