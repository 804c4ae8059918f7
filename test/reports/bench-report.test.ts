import test from 'ava';
import type { BenchResults, SuiteResults } from '../../bench/result/results.ts';
import { SUITE_NAMES } from '../../bench/result/rows.ts';
import { renderBenchReport } from '../../reports/bench/bench-report.ts';
import { ceilingShares } from '../../reports/bench/ceiling-shares.ts';
import { compareCodecs } from '../../reports/bench/compare-codecs.ts';
import { durabilityCosts, shareOfNone } from '../../reports/bench/durability-costs.ts';
import { inModeOrder, withUnmeasured } from '../../reports/bench/mode-order.ts';
import { verdict } from '../../reports/bench/verdict.ts';
import { sampleResults } from '../bench/sample-results.ts';

function withSuites(suites: SuiteResults): BenchResults {
  return { ...sampleResults(), suites };
}

/** The page as a reader sees it: without markup, pictures and entities. */
function textOf(page: string): string {
  return page
    .replace(/<style>[\s\S]*?<\/style>|<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replace(/\s+/g, ' ');
}

const full = renderBenchReport(sampleResults());

test('every suite that was measured has a section that can be jumped to', (t) => {
  for (const name of ['durability', ...SUITE_NAMES, 'machine']) {
    t.true(full.includes(`<section id="${name}">`), name);
    t.true(full.includes(`<a href="#${name}">`), name);
  }
});

test('a suite that was not measured is not mentioned as if it had been', (t) => {
  const page = renderBenchReport(withSuites({ simple: sampleResults().suites.simple }));
  t.true(page.includes('<section id="simple">'));
  t.false(page.includes('<section id="cluster">'));
});

test('the page needs nothing from elsewhere', (t) => {
  t.notRegex(full, /https?:|<script|<link rel="stylesheet"/);
  t.deepEqual(
    [...full.matchAll(/(?:src|srcset|href)="([^"]{0,30})/g)]
      .map(([, target]) => target ?? '')
      .filter((target) => !/^(?:data:|#)/.test(target)),
    [],
  );
});

test('every chart is there for both themes and has words for those who cannot see it', (t) => {
  const pictures = [...full.matchAll(/<picture>([\s\S]*?)<\/picture>/g)].map(([, inner]) => inner);
  t.true(pictures.length >= 14);
  for (const picture of pictures) {
    t.regex(picture ?? '', /prefers-color-scheme: dark\)" srcset="data:image\/png;base64,/);
    t.regex(picture ?? '', /<img src="data:image\/png;base64,[^"]+" alt="[^"]{20,}" width="\d+"/);
  }
});

test('every sync mode has its promise in the page, measured or not', (t) => {
  const text = textOf(renderBenchReport(withSuites({ fsync: sampleResults().suites.fsync })));
  for (const mode of ['none', 'interval:MS', 'fdatasync', 'fsync', 'dsync', 'sync', 'each']) {
    t.true(text.includes(` ${mode} `), mode);
  }
  t.regex(text, /power loss takes the last MS ms of acknowledged writes/);
});

test('mean and median both stand in the tables', (t) => {
  const text = textOf(full);
  t.regex(text, /mean µs median µs/);
  t.regex(text, /mean ns\/op median ns\/op/);
  t.regex(text, /mean ops\/s median ops\/s/);
});

test('the machine and the command that repeats the run are on the page', (t) => {
  const text = textOf(full);
  const { machine, commit } = sampleResults();
  for (const fact of [machine.cpu, machine.disk, machine.kernel, machine.node, commit]) {
    t.true(text.includes(fact), fact);
  }
  t.true(text.includes('npm run bench -- --quick'));
});

test('a disk that is too fast to be true is pointed out at the top', (t) => {
  t.regex(textOf(full.slice(0, full.indexOf('<section'))), /probably acknowledges from a cache/);
});

test('hostile text in results does not become markup', (t) => {
  const hostile = '<img src=x onerror=alert(1)>';
  const page = renderBenchReport({ ...sampleResults(), commit: hostile, command: hostile });
  t.false(page.includes(hostile));
});

test('results without any suite still make a page', (t) => {
  t.regex(textOf(renderBenchReport(withSuites({}))), /Nothing was measured/);
});

test('a suite without rows makes no empty section', (t) => {
  const rows = { rows: [] };
  const page = renderBenchReport(withSuites({ cluster: rows, fsync: rows, codec: rows }));
  t.false(/<section id="(?:cluster|fsync|codec)">/.test(page));
});

test('the verdict says what surviving power loss costs', (t) => {
  t.regex(
    verdict(sampleResults()),
    /^Surviving power loss \(fdatasync\) costs 25\s% of the throughput: 40,226 operations per second instead of 53,467\. One in a hundred waits longer than 17\.8\sms, instead of 13\.4\sms\.$/,
  );
});

test('a failed run says so before anything else', (t) => {
  const failures = [
    { suite: 'cluster', message: '3 of 9 acknowledged records were not read back' },
  ];
  const page = renderBenchReport({ ...sampleResults(), failures });
  t.regex(page, /<p class="verdict">This run failed \(cluster\)/);
  t.regex(textOf(page), /3 of 9 acknowledged records were not read back/);
});

test('a setting that comes out faster than none is called chance, not a gain', (t) => {
  const rows = (sampleResults().suites.cluster?.rows ?? []).map((row) => ({
    ...row,
    opsPerSecond: row.sync === 'none' ? 1000 : 1200,
  }));
  const text = verdict(withSuites({ cluster: { rows } }));
  t.regex(text, /is less than measurements differ in this run: 1,200 .* with it, 1,000 without\./);
});

test('a busy machine is pointed out, an idle one is not', (t) => {
  const pageAt = (load: number) => {
    const results = withSuites({});
    return textOf(renderBenchReport({ ...results, machine: { ...results.machine, load } }));
  };
  t.regex(pageAt(7.4), /The machine was busy before this run began: a load of 7\.4 on 2 cores/);
  t.notRegex(pageAt(0.4), /was busy/);
});

test('a difference too small to matter is not called a cost', (t) => {
  const rows = (sampleResults().suites.cluster?.rows ?? []).map((row) => ({
    ...row,
    opsPerSecond: row.sync === 'none' ? 1000 : 990,
  }));
  t.regex(verdict(withSuites({ cluster: { rows } })), /costs no throughput worth mentioning/);
});

test('a large difference is given as a factor', (t) => {
  const rows = (sampleResults().suites.cluster?.rows ?? []).map((row) => ({
    ...row,
    opsPerSecond: row.sync === 'none' ? 10_000 : 1000,
  }));
  t.regex(verdict(withSuites({ cluster: { rows } })), /costs a factor of 10\.0 in throughput/);
});

test('costs come from one set of conditions, the one with most modes', (t) => {
  const costs = durabilityCosts(sampleResults());
  t.is(costs?.source, 'cluster');
  t.is(costs?.costs.length, 7);
  t.regex(costs?.conditions ?? '', /1 connection × 256 in flight.*binary snapshots/);
});

test('a row in which nodes are killed is no other cost of its mode', (t) => {
  const rows = sampleResults().suites.cluster?.rows ?? [];
  const killed = rows.slice(0, 1).map((row) => ({ ...row, disturbance: 'kill' as const }));
  const costs = durabilityCosts(withSuites({ cluster: { rows: [...killed, ...rows] } }));
  t.is(costs?.costs.length, 7);
  t.is(new Set(costs?.costs.map((cost) => cost.mode)).size, 7);
});

test('the longest silence while nodes were killed is told', (t) => {
  const rows = (sampleResults().suites.cluster?.rows ?? [])
    .slice(0, 1)
    .map((row) => ({ ...row, disturbance: 'kill' as const, unavailableMs: 1234 }));
  const text = textOf(renderBenchReport(withSuites({ cluster: { rows } })));
  t.regex(text, /no group was silent for longer than 1\.23.s\./);
});

test('a codec that reads a part only is drawn, and not held against those that read all', (t) => {
  const row = { subject: 'record', bytes: 100, mbPerSecond: 1, samples: 1 };
  const rows = [
    { ...row, codec: 'a', operation: 'encode', nsPerOp: 100 },
    { ...row, codec: 'a', operation: 'decode', nsPerOp: 100 },
    { ...row, codec: 'a, in part', operation: 'decode', nsPerOp: 1 },
    { ...row, codec: 'b', operation: 'encode', nsPerOp: 200 },
    { ...row, codec: 'b', operation: 'decode', nsPerOp: 300 },
  ];
  const page = renderBenchReport(withSuites({ codec: { rows } }));
  t.regex(
    textOf(page),
    /Compared with a, b takes 2\.00 times as long to encode a record and 3\.00 times as long/,
  );
  t.regex(page, /alt="[^"]*a, in part/);
});

test('without a cluster the ceiling counts, and without that the disk', (t) => {
  const { cluster: _, ceiling, ...rest } = sampleResults().suites;
  t.is(durabilityCosts(withSuites({ ...rest, ceiling }))?.source, 'ceiling');
  t.is(durabilityCosts(withSuites(rest))?.source, 'fsync');
  t.is(durabilityCosts(withSuites({})), undefined);
});

test('without a measurement of none there is no share to give', (t) => {
  const rows = sampleResults().suites.cluster?.rows.filter((row) => row.sync !== 'none') ?? [];
  const results = withSuites({ cluster: { rows } });
  const costs = durabilityCosts(results);
  t.is(costs === undefined ? 0 : shareOfNone(costs, 'fdatasync'), undefined);
  t.regex(verdict(results), /operations per second that survive power loss \(fdatasync\)\./);
});

test('the cluster is compared with the ceiling only under the same load', (t) => {
  const shares = ceilingShares(sampleResults());
  t.true(shares.length > 0);
  const { cluster, ceiling } = sampleResults().suites;
  const rows = (ceiling?.rows ?? []).map((row) => ({ ...row, inFlight: row.inFlight + 1 }));
  t.deepEqual(ceilingShares(withSuites({ cluster, ceiling: { rows } })), []);
});

test('modes stand in one order everywhere, intervals from long to short', (t) => {
  t.deepEqual(inModeOrder(['each', 'interval:5', 'fdatasync', 'none', 'interval:50']), [
    'none',
    'interval:50',
    'interval:5',
    'fdatasync',
    'each',
  ]);
  t.true(withUnmeasured(['interval:5']).includes('interval:5'));
  t.false(withUnmeasured(['interval:5']).includes('interval:MS'));
});

test('codecs are compared per operation, and one codec is not compared with itself', (t) => {
  const rows = [
    { codec: 'a', operation: 'save', time: 1 },
    { codec: 'b', operation: 'save', time: 3 },
    { codec: 'a', operation: 'install', time: 1 },
    { codec: 'b', operation: 'install', time: 1.01 },
  ];
  const words = (some: typeof rows): string =>
    compareCodecs(
      some,
      (row) => row.operation,
      (row) => row.time,
    );
  t.is(words(rows), 'Compared with a, b takes 3.00 times as long to save and as long to install.');
  t.is(words(rows.slice(0, 1)), 'One codec was measured.');
});
