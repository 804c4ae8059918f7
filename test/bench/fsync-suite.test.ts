import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { Sizes } from '../../bench/options/bench-options.ts';
import type { FsyncRow } from '../../bench/result/rows.ts';
import { diskCases } from '../../bench/suites/fsync/disk-case.ts';
import { diskOperation, writeBuffer } from '../../bench/suites/fsync/disk-operation.ts';
import { fsyncSuite } from '../../bench/suites/fsync/fsync-suite.ts';
import { plausibilityNotes } from '../../bench/suites/fsync/plausibility.ts';
import { writeProbeFile } from '../../bench/suites/fsync/probe-file.ts';
import { inDirectory } from './bench-process.ts';
import { suiteContext } from './suite-context.ts';

async function runFsync(sizes: Sizes): Promise<readonly FsyncRow[]> {
  return inDirectory((directory) => fsyncSuite.run(suiteContext(directory, sizes).context));
}

test('every test of pg_test_fsync is there (BM-07)', (t) => {
  const here = diskCases('default').filter((item) => item.path === 'sync');
  t.deepEqual(
    here.map((item) => `${item.test.name}: ${item.call}`),
    [
      '8kB write: dsync',
      '8kB write: fdatasync',
      '8kB write: fsync',
      '8kB write: sync',
      'two 8kB writes: dsync',
      'two 8kB writes: fdatasync',
      'two 8kB writes: fsync',
      'two 8kB writes: sync',
      '1 x 16kB write: sync',
      '2 x 8kB write: sync',
      '4 x 4kB write: sync',
      '8 x 2kB write: sync',
      '16 x 1kB write: sync',
      'write, fsync, close: fsync',
      'write, close, fsync: fsync',
      '8kB write: none',
    ],
  );
});

test('the sizes of a write-size test always add up to 16 kB', (t) => {
  const sizes = diskCases('full').filter((item) => / x /.test(item.test.name));
  t.true(sizes.every((item) => item.test.writes * item.test.bytes === 16_384));
});

test('each row has a speed, a mean that fits it, and a guarantee', async (t) => {
  const rows = await runFsync({ seconds: 0.01 });
  t.is(rows.length, diskCases('quick').length);
  for (const row of rows) {
    t.true(row.samples > 0, row.test);
    t.true(Math.abs(row.opsPerSecond * row.usPerOp - 1e6) < 1);
    t.true((row.p50Us ?? 0) <= (row.p99Us ?? 0) && (row.p99Us ?? 0) <= (row.maxUs ?? 0));
    t.regex(row.guarantee, /^Survives/);
  }
});

test('only the chosen sync modes are measured', async (t) => {
  const modes = async (sizes: Sizes): Promise<string[]> => [
    ...new Set((await runFsync({ seconds: 0.01, ...sizes })).map((row) => row.mode)),
  ];
  t.deepEqual(await modes({ syncModes: ['dsync'] }), ['dsync']);
  t.deepEqual((await modes({ syncModes: ['interval:5'] })).sort(), ['fdatasync', 'none']);
});

test('repetitions are kept as raw samples', async (t) => {
  const rows = await runFsync({ seconds: 0.01, syncModes: ['none'], repeat: 3 });
  t.true(rows.every((row) => row.rawSamples?.length === 3));
});

test('an aborted run stops and does not go on with the next test', async (t) => {
  await inDirectory(async (directory) => {
    const { context, controller } = suiteContext(directory, { seconds: 60 });
    const running = fsyncSuite.run(context);
    controller.abort(new Error('enough'));
    await t.throwsAsync(async () => running, { message: 'enough' });
  });
});

test('what an operation writes is in the file, in all its writes', async (t) => {
  await inDirectory(async (directory) => {
    const file = join(directory, 'probe');
    writeProbeFile(file);
    const test = { name: '', writes: 3, bytes: 1024, descriptor: 'kept' as const };
    const operation = diskOperation(file, test, 'fdatasync');
    operation.run();
    operation.close();
    const written = Buffer.concat([1, 2, 3].map(() => writeBuffer(1024)));
    t.deepEqual(readFileSync(file).subarray(0, 3072), written);
  });
});

function row(test: string, mode: string, usPerOp: number): FsyncRow {
  return { test, mode, path: 'sync', usPerOp, opsPerSecond: 1, samples: 1, guarantee: '' };
}

test('a flush that is too fast to be true is pointed out, a slow one is not', (t) => {
  const fast = plausibilityNotes([row('8kB write', 'fdatasync', 86)], '/dev/vda (ext4)');
  t.regex(fast.join(), /fdatasync took 86 µs .* probably acknowledges from a cache/);
  t.deepEqual(plausibilityNotes([row('8kB write', 'fdatasync', 900)], '/dev/vda (ext4)'), []);
});

test('a directory in memory is pointed out', (t) => {
  t.regex(plausibilityNotes([], 'tmpfs (tmpfs) mounted at /tmp').join(), /kept in memory/);
});

test('a sync that ignores what another descriptor wrote is pointed out', (t) => {
  const notes = plausibilityNotes(
    [row('write, fsync, close', 'fsync', 5000), row('write, close, fsync', 'fsync', 20)],
    '',
  );
  t.regex(notes.join(), /does not wait for the data/);
});
