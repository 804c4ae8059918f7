import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { type Browser, chromium, type Page } from 'playwright-core';
import { inDirectory } from '../bench/bench-process.ts';

export const CHROMIUM = '/usr/bin/chromium';
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
export const inBrowser = existsSync(CHROMIUM) ? test.serial : test.serial.skip;

export interface View {
  readonly width: number;
  readonly colorScheme: 'light' | 'dark';
}

export const VIEWS: readonly View[] = [
  { width: 400, colorScheme: 'light' },
  { width: 400, colorScheme: 'dark' },
  { width: 1280, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
];

/**
 * Opens `markup` as a file and asserts that it fits `view`, follows its theme, says nothing on the
 * console and asks for nothing from elsewhere; `look` may then look further.
 */
export async function assertQuiet(
  t: ExecutionContext,
  view: View,
  markup: string,
  look: (page: Page) => Promise<void> = async () => {},
): Promise<void> {
  await inDirectory(async (directory) => {
    const file = join(directory, 'index.html');
    writeFileSync(file, markup);
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    try {
      await check(t, browser, view, pathToFileURL(file).href, look);
    } finally {
      await browser.close();
    }
  });
}

async function check(
  t: ExecutionContext,
  browser: Browser,
  view: View,
  url: string,
  look: (page: Page) => Promise<void>,
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
  t.is(await page.evaluate('document.documentElement.scrollWidth'), view.width);
  t.is(await page.evaluate('[...document.images].filter((i) => i.naturalWidth === 0).length'), 0);
  t.deepEqual(await page.evaluate(OVERFLOWING), []);
  const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
  t.is(background, view.colorScheme === 'dark' ? 'rgb(13, 18, 24)' : 'rgb(246, 248, 250)');
  await look(page);
  t.deepEqual(noise, []);
  await context.close();
}

/** Elements that stick out of the page without a box of their own that scrolls. */
const OVERFLOWING = `[...document.querySelectorAll('main *, header *')]
  .filter((element) => !element.closest('.table-box, .command, .lanes-box, .symbols'))
  .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
  .map((element) => element.outerHTML.slice(0, 80))`;

function elsewhere(requested: string, page: string): string[] {
  return requested === page || requested.startsWith('data:') ? [] : [requested];
}
