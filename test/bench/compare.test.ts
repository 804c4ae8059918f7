import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { compareResults } from '../../bench/result/compare.ts';
import type { BenchResults } from '../../bench/result/results.ts';
import { SUITE_NAMES } from '../../bench/result/rows.ts';
import { inDirectory, runBench } from './bench-process.ts';
import { SAMPLE_FILE, sampleResults } from './sample-results.ts';

/** The sample with every cluster row's speed multiplied. */
function withClusterSpeed(factor: number): BenchResults {
  const results = sampleResults();
  const rows = (results.suites.cluster?.rows ?? []).map((row) => ({
    ...row,
    opsPerSecond: row.opsPerSecond * factor,
    p50Us: row.p50Us / factor,
  }));
  return { ...results, suites: { ...results.suites, cluster: { rows } } };
}

test('a run is as fast as itself in every row of every suite', (t) => {
  const { rows, onlyBefore, onlyAfter } = compareResults(sampleResults(), sampleResults(), 0);
  t.deepEqual([onlyBefore, onlyAfter], [0, 0]);
  t.deepEqual([...new Set(rows.map((row) => row.ratio))], [1]);
  t.deepEqual([...new Set(rows.map((row) => row.suite))].sort(), [...SUITE_NAMES].sort());
  t.true(rows.every((row) => row.verdict === 'same'));
});

test('rows are matched by what they are about, not by their place', (t) => {
  const before = sampleResults();
  const reversed = [...(before.suites.cluster?.rows ?? [])].reverse();
  const after = { ...before, suites: { cluster: { rows: reversed } } };
  const cluster = compareResults(before, after, 0).rows;
  t.is(cluster.length, reversed.length * 2);
  t.true(cluster.every((row) => row.ratio === 1));
});

test('slower is what lost more than the threshold, in throughput and in latency', (t) => {
  const verdicts = (factor: number): string[] => [
    ...new Set(
      compareResults(sampleResults(), withClusterSpeed(factor), 0.1)
        .rows.filter((row) => row.suite === 'cluster')
        .map((row) => `${row.metric} ${row.verdict}`),
    ),
  ];
  t.deepEqual(verdicts(0.5).sort(), ['opsPerSecond slower', 'p50Us slower']);
  t.deepEqual(verdicts(0.95).sort(), ['opsPerSecond same', 'p50Us same']);
  t.deepEqual(verdicts(2).sort(), ['opsPerSecond faster', 'p50Us faster']);
});

test('the slowest row comes first, and a ratio below one is slower', (t) => {
  const [first] = compareResults(sampleResults(), withClusterSpeed(0.5), 0.1).rows;
  t.is(first?.suite, 'cluster');
  t.is(first?.ratio, 0.5);
});

test('rows that only one run has are counted, not compared', (t) => {
  const before = sampleResults();
  const after = { ...before, suites: { simple: before.suites.simple } };
  const comparison = compareResults(before, after, 0.1);
  t.true(comparison.onlyBefore > 0);
  t.is(comparison.onlyAfter, 0);
  t.true(comparison.rows.every((row) => row.suite === 'simple'));
});

test('comparing equal runs ends with 0 and a table', async (t) => {
  await inDirectory(async (directory) => {
    const file = join(process.cwd(), SAMPLE_FILE);
    const { code, stdout, stderr } = await runBench(directory, '--compare', file, file);
    t.is(code, 0);
    t.regex(stdout, /0 slower and 0 faster by more than 10\s%, of \d+ measurements/);
    t.is(stderr, '');
  });
});

test('a run that got slower ends with 1, and says which rows as JSON', async (t) => {
  await inDirectory(async (directory) => {
    writeFileSync(join(directory, 'a.json'), readFileSync(SAMPLE_FILE));
    writeFileSync(join(directory, 'b.json'), JSON.stringify(withClusterSpeed(0.8)));
    const { code, stdout } = await runBench(directory, '--compare', 'a.json', 'b.json', '--json');
    t.is(code, 1);
    t.is(stdout.trimEnd().split('\n').length, 1);
    const line = JSON.parse(stdout);
    t.like(line, { schema: 1, kind: 'compare', threshold: 0.1 });
    t.is(line.slower, (sampleResults().suites.cluster?.rows.length ?? 0) * 2);
    t.like(line.rows[0], { suite: 'cluster', verdict: 'slower' });
    t.deepEqual(Object.keys(line.rows[0].row).includes('snapshotCodec'), true);
  });
});

test('runs with nothing in common do not pass as equal', async (t) => {
  await inDirectory(async (directory) => {
    const sample = sampleResults();
    const only = { ...sample, suites: { simple: sample.suites.simple } };
    writeFileSync(join(directory, 'a.json'), JSON.stringify(only));
    writeFileSync(join(directory, 'b.json'), JSON.stringify({ ...sample, suites: {} }));
    const { code, stdout } = await runBench(directory, '--compare', 'a.json', 'b.json');
    t.is(code, 1);
    t.regex(stdout, /nothing to compare/);
  });
});

test('a file that holds no results is refused with the field that is wrong', async (t) => {
  await inDirectory(async (directory) => {
    const broken = JSON.parse(readFileSync(SAMPLE_FILE, 'utf8'));
    broken.suites.fsync.rows[3].opsPerSecond = 'fast';
    writeFileSync(join(directory, 'a.json'), JSON.stringify(broken));
    const { code, stderr, stdout } = await runBench(directory, '--compare', 'a.json', 'a.json');
    t.is(code, 2);
    t.is(stdout, '');
    t.regex(stderr, /^bench: --compare "a\.json".*suites\.fsync\.rows\.3\.opsPerSecond[^\n]*\n$/);
  });
});
