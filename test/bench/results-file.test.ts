import { join } from 'node:path';
import test from 'ava';
import {
  parseResults,
  readResults,
  withoutRawSamples,
  writeResults,
} from '../../bench/result/results-file.ts';
import { verificationFailures } from '../../bench/result/verification.ts';
import { inDirectory } from './bench-process.ts';
import { sampleResults } from './sample-results.ts';

test('what is written is what is read', async (t) => {
  await inDirectory(async (directory) => {
    const file = join(directory, 'results.json');
    writeResults(file, sampleResults());
    t.deepEqual(readResults(file), sampleResults());
  });
});

test('raw samples stay in the file and out of the line', (t) => {
  t.regex(JSON.stringify(sampleResults()), /rawSamples/);
  t.notRegex(JSON.stringify(withoutRawSamples(sampleResults())), /rawSamples/);
});

test('leaving out raw samples leaves everything else', (t) => {
  const { rawSamples: _, ...rest } = sampleResults().suites.simple?.rows[0] ?? {};
  t.deepEqual(withoutRawSamples(sampleResults()).suites.simple?.rows[0], rest);
});

test('fields that a later version adds do not make a file unreadable', (t) => {
  const sample = sampleResults();
  t.deepEqual(parseResults({ ...sample, weather: 'fine' }), sample);
});

test('results of another schema or kind are refused', (t) => {
  t.throws(() => parseResults({ ...sampleResults(), schema: 2 }), { message: /^schema: / });
  t.throws(() => parseResults({ ...sampleResults(), kind: 'sim' }), { message: /^kind: / });
  t.throws(() => parseResults(null));
});

test('a cluster that lost an acknowledged record fails the run', (t) => {
  const [row] = sampleResults().suites.cluster?.rows ?? [];
  if (row === undefined) {
    throw new Error('the sample has cluster rows');
  }
  t.deepEqual(verificationFailures({ cluster: { rows: [row] } }), []);
  const lossy = { ...row, verified: row.acknowledged - 3 };
  const [failure] = verificationFailures({ cluster: { rows: [row, lossy] } });
  t.regex(failure?.message ?? '', /3 of 60000 acknowledged records were not read back/);
});
