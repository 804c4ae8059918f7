import { existsSync, readdirSync } from 'node:fs';
import test from 'ava';
import type { Sizes } from '../../bench/options/bench-options.ts';
import type { SnapshotRow } from '../../bench/result/rows.ts';
import { rssAnonBytes } from '../../bench/suites/snapshot/rss-anon.ts';
import {
  emptyMachine,
  expectFull,
  fullMachine,
} from '../../bench/suites/snapshot/snapshot-state.ts';
import { snapshotSuite } from '../../bench/suites/snapshot/snapshot-suite.ts';
import { inDirectory } from './bench-process.ts';
import { suiteContext } from './suite-context.ts';

const MIB = 2 ** 20;
const CONTENT = { records: 30, workload: 'mraft' } as const;

function runSnapshot(sizes: Sizes): Promise<readonly SnapshotRow[]> {
  return inDirectory((directory) => snapshotSuite.run(suiteContext(directory, sizes).context));
}

test.serial('both codecs save, stream and install the same state', async (t) => {
  const rows = await runSnapshot({ records: 200 });
  t.deepEqual(
    rows.map((row) => `${row.codec} ${row.operation}`),
    [
      'binary save',
      'binary stream',
      'binary install',
      'thrift save',
      'thrift stream',
      'thrift install',
    ],
  );
  for (const row of rows) {
    t.is(row.records, 200);
    t.true(row.bytes > 200 * 2048, `${row.bytes}`);
    t.true(row.seconds > 0);
    t.true(Math.abs((row.mbPerSecond * row.seconds * 1e6) / row.bytes - 1) < 1e-9);
  }
  const bytesOf = (codec: string) => rows.filter((row) => row.codec === codec).map((r) => r.bytes);
  t.is(new Set(bytesOf('binary')).size, 1);
  t.is(new Set(bytesOf('thrift')).size, 1);
  t.not(bytesOf('binary')[0], bytesOf('thrift')[0]);
});

test.serial('a state of many chunks arrives, and its records count in the peak', async (t) => {
  const [save, stream, install] = await runSnapshot({ records: 2000, snapshotCodecs: ['binary'] });
  t.true((stream?.bytes ?? 0) > 4 * MIB);
  if (!existsSync('/proc/self/status')) {
    t.log('this system does not tell anonymous memory; not checked');
    return;
  }
  t.true((save?.peakRssAnonBytes ?? 0) > 2000 * 2048);
  t.true((install?.peakRssAnonBytes ?? 0) > 2000 * 2048);
});

test.serial('repetitions are kept as raw samples and write to the same directories', async (t) => {
  await inDirectory(async (directory) => {
    const sizes = { records: 20, repeat: 2, snapshotCodecs: ['thrift'] } as const;
    const { context } = suiteContext(directory, sizes);
    const rows = await snapshotSuite.run(context);
    t.deepEqual(
      rows.map((row) => row.rawSamples?.length),
      [2, 2, 2],
    );
    t.deepEqual(readdirSync(directory).sort(), ['snapshot-thrift', 'snapshot-thrift-received']);
  });
});

test('a state that lacks a record or has another one is not what was saved', (t) => {
  t.notThrows(() => expectFull(fullMachine(CONTENT), CONTENT));
  t.throws(() => expectFull(emptyMachine(), CONTENT), { message: /every record was installed/ });
  const changed = fullMachine(CONTENT);
  const { value: record } = changed.store.snapshot().records().next();
  changed.store.put(record?.key ?? '', Buffer.from('other'), record?.revision ?? 0);
  t.throws(() => expectFull(changed, CONTENT), { message: /is the one that was saved/ });
});

test('a process that does not exist has no memory', (t) => {
  t.is(rssAnonBytes(2 ** 30), 0);
});
