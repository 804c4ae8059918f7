import test from 'ava';
import type { Sizes } from '../../bench/options/bench-options.ts';
import type { CodecRow } from '../../bench/result/rows.ts';
import { CODEC_CASES, type CodecCase } from '../../bench/suites/codec/codec-cases.ts';
import { codecSuite } from '../../bench/suites/codec/codec-suite.ts';
import { measurable } from '../../bench/suites/codec/measurable.ts';
import { inDirectory } from './bench-process.ts';
import { suiteContext } from './suite-context.ts';

function runCodec(sizes: Sizes): Promise<readonly CodecRow[]> {
  return inDirectory((directory) => codecSuite.run(suiteContext(directory, sizes).context));
}

test.serial(
  'every case has a row for each of its operations, with figures that agree',
  async (t) => {
    const rows = await runCodec({ seconds: 0.001 });
    const subjects = [...new Set(CODEC_CASES.map((item) => item.subject))];
    t.deepEqual(
      rows.map((row) => `${row.subject}: ${row.operation} ${row.codec}`),
      subjects.flatMap((subject) => {
        const named = subject === 'small command' || subject === 'pair' ? subject : `2k ${subject}`;
        const cases = CODEC_CASES.filter((item) => item.subject === subject);
        return [
          ...cases.filter((item) => item.encodes).map(({ codec }) => `${named}: encode ${codec}`),
          ...cases.map(({ codec }) => `${named}: decode ${codec}`),
        ];
      }),
    );
    for (const row of rows) {
      t.true(row.samples >= 8 && (row.operationsPerSample ?? 0) > 1, row.subject);
      t.true(row.nsPerOp > 0 && (row.medianNsPerOp ?? 0) > 0, row.subject);
      t.true(Math.abs((row.mbPerSecond * row.nsPerOp) / (row.bytes * 1000) - 1) < 1e-9);
    }
  },
);

test.serial('repetitions are kept as raw samples, and the workload decides the size', async (t) => {
  const rows = await runCodec({ seconds: 0.001, repeat: 2, workload: 'mraft' });
  t.true(rows.every((row) => row.rawSamples?.length === 2));
  const record = rows.find(
    (row) => row.subject === 'mraft record' && row.codec === 'thrift binary',
  );
  t.true(record !== undefined && record.bytes > 1200 && record.bytes < 1800, `${record?.bytes}`);
});

test('the small values have the sizes that the seeds give (BM-04, BM-05)', (t) => {
  t.is(caseOf('small command', 'thrift binary').prepare('2k').bytes, 48);
  t.is(caseOf('pair', 'binary').prepare('2k').bytes, 8 + 8 + 14 + 8 + 16);
});

for (const subject of ['record', 'snapshot block'] as const) {
  test(`every codec of a ${subject} gives the same values back`, (t) => {
    const whole = CODEC_CASES.filter((item) => item.subject === subject && item.encodes);
    const sums = whole.map((item) => item.prepare('2k').decode());
    t.true(whole.length > 1);
    t.deepEqual(new Set(sums).size, 1);
  });
}

test('what is timed is the same work every time', (t) => {
  for (const item of CODEC_CASES) {
    const { encode, decode } = item.prepare('2k');
    t.is(decode(), decode());
    t.is(encode?.(), encode?.());
  }
});

test('a value that decodes to another one changes what a batch comes to', (t) => {
  const values = ['ab', 'c'];
  const codec = (decode: (bytes: Uint8Array) => string) =>
    measurable(values, {
      encode: (out, value: string) => out.raw(Buffer.from(value)),
      decode,
      weigh: (text) => text.length,
    });
  const right = codec((bytes) => Buffer.from(bytes).toString());
  const wrong = codec((bytes) => Buffer.from(bytes).toString().slice(1));
  t.is(right.decode(), 3);
  t.not(wrong.decode(), right.decode());
  t.is(right.bytes, 1.5);
});

function caseOf(subject: string, codec: string): CodecCase {
  const found = CODEC_CASES.find((item) => item.subject === subject && item.codec === codec);
  if (found === undefined) {
    throw new Error(`no case ${subject}, ${codec}`);
  }
  return found;
}
