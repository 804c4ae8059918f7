import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { NodeNames } from '../../reports/sim/node-names.ts';
import { renderSimReport } from '../../reports/sim/sim-report.ts';
import { placeLabels } from '../../reports/sim/timeline/label-fit.ts';
import { gapsIn, type Reign, successionOf } from '../../reports/sim/timeline/reigns.ts';
import { TimeScale } from '../../reports/sim/timeline/time-scale.ts';
import { writeSimReport } from '../../reports/sim/write-sim-report.ts';
import type { NodeId } from '../../src/base/ids.ts';
import { inDirectory } from '../bench/bench-process.ts';
import { type RecordedRun, recordedRun, secondLeaderAt } from '../sim/record/recorded-run.ts';
import { assertQuiet, CHROMIUM, inBrowser, VIEWS } from './quiet-page.ts';

const SECOND = 1_000_000;
const BYTES_MAX = 5_000_000;
const COMMAND = 'npm run sim -- --seed 42';
const TOLD = { command: COMMAND, mutant: null, origin: null };

const passing = recordedRun('42', { durationMicros: 15 * SECOND });
const broken = recordedRun(
  '3',
  { durationMicros: 15 * SECOND, nodes: 3, groups: 3 },
  secondLeaderAt(13 * SECOND),
);

/** To pack a story takes a while; most tests look at the same two pages. */
const pages = new Map<RecordedRun, string>();

function pageOf(run: RecordedRun): string {
  const page = pages.get(run) ?? renderSimReport(run.result, run.recording, TOLD);
  pages.set(run, page);
  return page;
}

function textOf(page: string): string {
  return page
    .replace(/<style>[\s\S]*?<\/style>|<script[^>]*>[\s\S]*?<\/script>|<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ');
}

for (const view of VIEWS) {
  const name = `${view.width} pixels wide in the ${view.colorScheme} theme`;
  inBrowser(`a run's page is whole and quiet at ${name} (needs ${CHROMIUM})`, async (t) => {
    await assertQuiet(t, view, pageOf(passing), async (page) => {
      await page.waitForFunction('document.getElementById("story-status") === null');
      t.is(await page.locator('#timeline .row.lane').count(), passing.recording.replicas.length);
      await page.locator('label[for=zoom-16]').click();
      const width = 'document.querySelector("#timeline .chart").getBoundingClientRect().width';
      t.true(Number(await page.evaluate(width)) > 10_000);
      t.is(await page.evaluate('document.documentElement.scrollWidth'), view.width);
    });
  });

  inBrowser(`a violation is in sight at ${name} (needs ${CHROMIUM})`, async (t) => {
    await assertQuiet(t, view, pageOf(broken), async (page) => {
      await page.waitForFunction('document.getElementById("story-status") === null');
      t.is(await page.evaluate('document.documentElement.scrollWidth'), view.width);
      const verdict = page.locator('.verdict');
      t.regex((await verdict.textContent()) ?? '', /has two leaders in term \d+: n\d and n\d/);
      const box = await verdict.boundingBox();
      t.true(box !== null && box.y + box.height < 900);
      t.regex((await page.locator('#violation li.direct').first().textContent()) ?? '', /LEADER/);
      t.true((await page.locator('#timeline .glyph.broken').count()) > 0);
      t.true((await page.locator('#timeline line.breaking').count()) > 3);
    });
  });
}

test('the page needs nothing from elsewhere, neither style nor script', (t) => {
  const page = pageOf(passing);
  t.notRegex(page, /https?:|<script[^>]*src|<link rel="stylesheet"|\bimport\(|\bfetch\(/);
  const targets = [...page.matchAll(/ (?:src|srcset|href)="([^"]{0,30})/g)].map(
    ([, to]) => to ?? '',
  );
  t.deepEqual(
    targets.filter((target) => !/^(?:data:|#)/.test(target)),
    [],
  );
});

test('a full run of a minute with many faults stays below five megabytes', (t) => {
  const page = pageOf(recordedRun('2', { groups: 3 }));
  t.true(page.length < BYTES_MAX, `${page.length}`);
});

test('a page that would be too large leaves out lanes, and one that still is says so', (t) => {
  const { result, recording } = broken;
  const whole = pageOf(broken);
  const lanes = (page: string) => page.split('class="row lane').length - 1;
  const smaller = renderSimReport(result, recording, TOLD, Buffer.byteLength(whole) - 1);
  t.is(lanes(whole), recording.replicas.length);
  t.is(lanes(smaller), 0);
  t.regex(
    smaller,
    /lanes of the nodes are left out here: with them this page would have \d+\.\d MB/,
  );
  t.notRegex(smaller, /a browser may be slow/);
  const large = renderSimReport(result, recording, TOLD, 1000);
  t.regex(large, /This page has \d+\.\d MB, more than the 0\.0 MB that a page should have/);
  t.true(large.includes('id="story-data"'));
});

test('what a full recording has lost is named where it is missing', (t) => {
  const { result, recording } = broken;
  const story = { ...recording.story, omitted: 1234 };
  t.regex(
    textOf(renderSimReport(result, { ...recording, story }, TOLD)),
    /the 1,234 oldest events are missing here, all before \d+\.\d{3} s/,
  );
  t.notRegex(textOf(pageOf(broken)), /oldest event/);
});

test('every section can be jumped to', (t) => {
  const page = pageOf(broken);
  const sections = [...page.matchAll(/<section id="([^"]+)"/g)].map(([, id]) => id);
  t.is(sections[0], 'violation');
  t.deepEqual(
    sections.filter((id) => !page.includes(`<a href="#${id}">`)),
    [],
  );
});

test('the command, the hash and the seed of the run are on its page', (t) => {
  const text = textOf(pageOf(passing));
  t.true(text.includes(COMMAND));
  t.true(text.includes(passing.result.hash));
  t.regex(text, /seed 42/);
});

test('a page says of which engine it is, and that its run is not that of the seed', (t) => {
  const { result, recording } = passing;
  const origin = 'Shrunk from 5 nodes to 3.';
  const text = textOf(renderSimReport(result, recording, { ...TOLD, mutant: 'canary', origin }));
  t.regex(text, /profile default · broken on purpose: canary/);
  t.true(text.includes(origin));
  t.notRegex(textOf(pageOf(passing)), /on purpose|Shrunk/);
});

test('a run that passed says so, and shows no violation', (t) => {
  const page = pageOf(passing);
  t.regex(page, /<p class="verdict">Nothing broke: /);
  t.false(page.includes('<section id="violation">'));
  t.false(/class="breaking"|class="glyph broken/.test(page));
});

test('a violation is told with its node, group, term and time, by the names of the lanes', (t) => {
  const text = textOf(pageOf(broken));
  t.regex(
    text,
    /election-safety · node n\d · group 3 · term \d+ · found after 13\.\d{3} s of virtual time/,
  );
  t.notRegex(text, /two leaders in term \d+: \d{9}/);
});

test('what clients saw goes wrong when the operation without explanation ends', (t) => {
  const { result, recording } = passing;
  const explanation = 'Key "key-0" has no order.';
  const at = { fromMicros: 4 * SECOND, untilMicros: 5 * SECOND, explanation };
  const later = {
    fromMicros: 6 * SECOND,
    untilMicros: 7 * SECOND,
    explanation: 'Key "key-1" has no order.\nIt is not as it should be.',
  };
  const [first, ...rest] = recording.keys;
  t.true(first !== undefined);
  const keys = [
    // The history may name first what broke last.
    { key: 'key-1', operations: 4, verdict: 'violation' as const, failing: later },
    { key: 'key-0', operations: 3, verdict: 'violation' as const, failing: at },
    ...rest,
  ];
  const nowhere = { node: null, group: null, term: null, index: null };
  const violation = {
    ...nowhere,
    oracle: 'linearizability',
    message: explanation,
    event: 1,
    virtualMicros: result.virtualMicros,
  };
  const page = renderSimReport(
    { ...result, verdict: 'linearizability', violation },
    { ...recording, keys },
    TOLD,
  );
  t.regex(textOf(page), /key-0 3 violation 4\.000 s to 5\.000 s/);
  t.regex(page, /class="breaking"/);
  const all = /All that was found<\/summary>([\s\S]*?)<\/details>/.exec(page)?.[1] ?? '';
  t.regex(textOf(all), /Key .*key-0.* has no order\. Key .*key-1.* has no order\. It is not/);
});

test('hostile text does not become markup', (t) => {
  const hostile = '<img src=x onerror=alert(1)>';
  const violation = broken.result.violation;
  t.true(violation !== null);
  const result = {
    ...broken.result,
    violation: violation === null ? null : { ...violation, message: hostile, oracle: hostile },
  };
  t.false(
    renderSimReport(result, broken.recording, {
      ...TOLD,
      command: hostile,
      origin: hostile,
    }).includes(hostile),
  );
});

test('the report is written into a directory that did not exist', async (t) => {
  await inDirectory(async (directory) => {
    const { result, recording } = passing;
    const path = await writeSimReport(join(directory, 'a', 'b'), result, recording, TOLD);
    t.is(path, join(directory, 'a', 'b', 'index.html'));
    t.true(existsSync(path));
    t.true(readFileSync(path, 'utf8').startsWith('<!doctype html>'));
  });
});

test('an old leader that nobody has told yet gives way to the next one', (t) => {
  const reign = (node: number, term: number, fromMicros: number, untilMicros: number) =>
    ({ node, term, fromMicros, untilMicros }) as Reign;
  const succession = successionOf(
    [reign(1, 2, 10, 50), reign(2, 3, 30, 60), reign(1, 4, 80, 90)],
    100,
  );
  t.deepEqual(succession, [reign(1, 2, 10, 30), reign(2, 3, 30, 60), reign(1, 4, 80, 90)]);
  t.deepEqual(gapsIn(succession, 100), [
    { fromMicros: 0, untilMicros: 10 },
    { fromMicros: 60, untilMicros: 80 },
    { fromMicros: 90, untilMicros: 100 },
  ]);
});

test('labels that would overlap wait for a zoom that keeps them apart', (t) => {
  const scale = new TimeScale({ fromMicros: 0, untilMicros: 1000 });
  const labels = [0, 5, 500].map((atMicros) => ({ atMicros, text: 'label' }));
  t.deepEqual(
    placeLabels(scale, labels).map(({ zoom }) => zoom),
    [1, 16, 1],
  );
});

test('ids of nodes are named in the middle of a sentence, other numbers are left alone', (t) => {
  const node = 10_995_116_350_297 as NodeId;
  const names = new NodeNames({
    nodes: [{ node, number: 4, address: '10.0.0.1:7001', driftPpm: 0, states: [] }],
  });
  t.is(
    names.inText(`node ${node} voted at 123456789012: for ${node}`),
    'n4 voted at 123456789012: for n4',
  );
});
