import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { UsageError } from '../../../src/cli/command/usage-error.ts';
import { withScratch } from '../../process/scratch.ts';
import { seedsOf } from './sweep-sessions.ts';

const WRITER = fileURLToPath(new URL('./store-writer.js', import.meta.url));
const RUN = { wallSeconds: 1, isCompared: false };
const FAILURE = { seed: '3', exitCode: 10, oracle: 'log-matching', message: 'm' };

test('a store goes on however often a sweep was killed while it wrote', async (t) => {
  await withScratch(async (scratch) => {
    const store = scratch.path('seeds.jsonl');
    for (let seed = 1; seed <= 3; seed++) {
      const session = seedsOf([1, 9], store);
      t.is(session.passes(), seed - 1);
      t.is(session.notices.length, seed === 1 ? 0 : 1);
      session.note(seed, RUN, null);
      appendFileSync(store, '{"kind":"passed","key":{"ru');
    }
    const last = seedsOf([1, 9], store);
    last.close();
    t.is(last.passes(), 3);
    t.is(readFileSync(store, 'utf8').split('\n').length, 2);
  });
});

test('a last line that lacks only its end is kept', async (t) => {
  await withScratch(async (scratch) => {
    const store = scratch.path('seeds.jsonl');
    const first = seedsOf([1, 9], store);
    first.note(3, RUN, FAILURE);
    first.close();
    writeFileSync(store, readFileSync(store, 'utf8').trimEnd());
    seedsOf([1, 9], store).note(1, RUN, null);
    const again = seedsOf([1, 9], store);
    t.deepEqual([again.passes(), again.failures().length, again.notices.length], [1, 1, 0]);
  });
});

test('a store that is behind half of another one says where, and keeps what it has', async (t) => {
  await withScratch(async (scratch) => {
    const store = scratch.path('seeds.jsonl');
    const first = seedsOf([1, 9], store);
    first.note(3, RUN, FAILURE);
    writeFileSync(store, `{"kind":"passed","key":{"ru${readFileSync(store, 'utf8')}`);
    const again = seedsOf([1, 9], store);
    t.is(again.failures().length, 1);
    t.is(again.notices.length, 1);
    t.regex(again.notices[0] ?? '', /seeds\.jsonl, line 1: half a record, of a run .* is left out/);
  });
});

test('a file that is no store is refused, and left as it is', async (t) => {
  await withScratch(async (scratch) => {
    const file = scratch.path('notes.txt');
    for (const text of ['remember the milk', '{"name":', '[1]\n']) {
      writeFileSync(file, text);
      const error = t.throws(() => seedsOf([1, 9], file), { instanceOf: UsageError });
      t.regex(error?.message ?? '', /notes\.txt": expected a seed store \(line 1: /);
      t.is(readFileSync(file, 'utf8'), text);
    }
  });
});

test('seeds that passed without being compared are run where every run is to be compared', async (t) => {
  await withScratch(async (scratch) => {
    const store = scratch.path('seeds.jsonl');
    const first = seedsOf([1, 5], store);
    first.note(1, RUN, null);
    first.note(2, { ...RUN, isCompared: true }, null);
    first.note(3, RUN, FAILURE);
    first.close();
    const compares = seedsOf([1, 5], store, { checksDeterminism: true });
    t.deepEqual([compares.passes(), compares.left()], [1, 3]);
    t.deepEqual(
      [compares.take(), compares.take(), compares.take(), compares.take()],
      [1, 4, 5, null],
    );
    compares.note(1, { ...RUN, isCompared: true }, null);
    compares.close();
    t.deepEqual(compares.others(), { passed: 1, failures: compares.failures() });
    t.is(seedsOf([1, 5], store, { checksDeterminism: true }).take(), 4);
    t.is(seedsOf([1, 5], store).take(), 4);
  });
});

test('of two sweeps with one store neither loses what the other has found', async (t) => {
  await withScratch(async (scratch) => {
    const store = scratch.path('seeds.jsonl');
    const [one, other] = [seedsOf([1, 4], store), seedsOf([1, 9], store)];
    one.note(1, RUN, null);
    other.note(3, RUN, FAILURE);
    one.close();
    other.note(5, RUN, null);
    one.note(2, RUN, null);
    one.close();
    t.is(seedsOf([1, 9], store).passes(), 3, 'what is not closed yet is there');
    other.close();
    const after = seedsOf([1, 9], store);
    t.is(after.passes(), 3);
    t.deepEqual(
      after.failures().map(({ seed }) => seed),
      [3],
    );
    t.deepEqual(one.others(), { passed: 0, failures: after.failures() });
    t.deepEqual(other.others(), { passed: 2, failures: [] });
    t.deepEqual([one.left(), other.left()], [1, 5]);
    t.deepEqual(readdirSync(scratch.directory), ['seeds.jsonl']);
  });
});

test('processes that write one store at once lose nothing, though one was killed', async (t) => {
  await withScratch(async (scratch) => {
    const store = scratch.path('seeds.jsonl');
    // Of a process that is gone: whoever comes first clears it away.
    writeFileSync(`${store}.lock`, '{"pid":4194305,"startedAt":"1","bootId":"b"}');
    const writers = [0, 1, 2].map((part) =>
      spawn(process.execPath, [WRITER, store, `${part * 100 + 1}`, `${part * 100 + 100}`], {
        stdio: ['ignore', 'ignore', 'inherit'],
      }),
    );
    const exits = await Promise.all(writers.map((writer) => once(writer, 'close')));
    t.deepEqual(exits.flat(), [0, null, 0, null, 0, null]);
    const after = seedsOf([1, 300], store);
    t.deepEqual([after.passes(), after.failures().length], [270, 30]);
  });
});
