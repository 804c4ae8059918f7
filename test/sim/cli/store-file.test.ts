import { readFileSync } from 'node:fs';
import test from 'ava';
import { StoreFile } from '../../../sim/cli/store-file.ts';
import { UsageError } from '../../../src/cli/command/usage-error.ts';
import { releaseLock, takeLock } from '../../../src/io/disk/file-lock.ts';
import { withScratch } from '../../process/scratch.ts';

test('a store that another process keeps locked is not written, and one line says by whom', async (t) => {
  await withScratch(async (scratch) => {
    const path = scratch.path('seeds.jsonl');
    const file = new StoreFile(path, true, 30);
    file.append('1\n');
    t.is(takeLock(`${path}.lock`), null);
    const error = t.throws(() => file.append('2\n'), { instanceOf: UsageError });
    const { message = '' } = error ?? {};
    t.true(
      message.startsWith(`--store "${path}": expected a file that is free (process `),
      message,
    );
    t.true(message.includes(`${process.pid} has held ${path}.lock for 0.03 s`), message);
    releaseLock(`${path}.lock`);
    file.append('3\n');
    t.is(readFileSync(path, 'utf8'), '1\n3\n');
  });
});

test('a store in a folder that is not there is refused in one line', async (t) => {
  await withScratch(async (scratch) => {
    const file = new StoreFile(scratch.path('no/seeds.jsonl'), true);
    const error = t.throws(() => file.open('a seed store', String), { instanceOf: UsageError });
    t.regex(error?.message ?? '', /^--store "[^"]+": expected a file that can be locked \(ENOENT/);
    t.false(error?.message.includes('\n'));
  });
});
