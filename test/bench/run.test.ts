import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import test from 'ava';
import { createRunDirectories } from '../../bench/run/run-directory.ts';
import { noDisplay, runSuites } from '../../bench/run/run-suites.ts';
import { unusedFlags } from '../../bench/run/unused-flags.ts';
import type { SuiteContext, Suites } from '../../bench/suites/suite.ts';
import { Cleanup } from '../../src/cli/command/cleanup.ts';
import { LiveProgress } from '../../src/cli/command/live-progress.ts';
import { reproduceCommand } from '../../src/cli/command/reproduce.ts';
import { UsageError } from '../../src/cli/command/usage-error.ts';
import { inDirectory, until } from './bench-process.ts';
import { suiteContext } from './suite-context.ts';

function runWith(suites: Suites, directory: string, signal?: AbortSignal) {
  const { context } = suiteContext(directory, {});
  return runSuites(suites, {
    ...context,
    signal: signal ?? context.signal,
    options: { ...context.options, suites: ['fsync', 'simple'] },
    showProgress: () => noDisplay,
  });
}

const simple = { name: 'simple', uses: [], run: async () => [] } as const;

test('a suite that fails is reported, and the next one runs all the same', async (t) => {
  await inDirectory(async (directory) => {
    const fsync = {
      name: 'fsync',
      uses: [],
      run: () => Promise.reject(new Error('no space left')),
    } as const;
    const { suites, failures } = await runWith({ fsync, simple }, directory);
    t.deepEqual(failures, [{ suite: 'fsync', message: 'no space left' }]);
    t.deepEqual(Object.keys(suites), ['simple']);
  });
});

test('an interruption ends the run even while a suite hears nothing', async (t) => {
  await inDirectory(async (directory) => {
    const controller = new AbortController();
    const fsync = {
      name: 'fsync',
      uses: [],
      run: () => {
        controller.abort(new Error('enough'));
        return new Promise<never>(() => undefined);
      },
    } as const;
    await t.throwsAsync(runWith({ fsync, simple }, directory, controller.signal), {
      message: 'enough',
    });
  });
});

test('what a suite notes is kept with its rows', async (t) => {
  await inDirectory(async (directory) => {
    const fsync = {
      name: 'fsync',
      uses: [],
      run: async (context: SuiteContext) => {
        context.note('measured at night');
        return [];
      },
    } as const;
    const { suites } = await runWith({ fsync, simple }, directory);
    t.deepEqual(suites.fsync?.notes, ['measured at night']);
  });
});

test('cleanup undoes the newest first, everything once, and goes on after a failure', (t) => {
  const undone: string[] = [];
  const cleanup = new Cleanup();
  cleanup.defer(() => undone.push('first'));
  cleanup.defer(() => {
    throw new Error('gone already');
  });
  const now = cleanup.defer(() => undone.push('third'));
  now();
  now();
  cleanup.run();
  cleanup.run();
  t.deepEqual(undone, ['third', 'first']);
});

test('directories that stayed empty go again, and only those that the run made', async (t) => {
  await inDirectory(async (directory) => {
    mkdirSync(join(directory, 'mine'));
    const cleanup = new Cleanup();
    const out = join(directory, 'mine', 'a', 'b');
    const { scratch } = createRunDirectories({ out }, new Date(), cleanup);
    writeFileSync(join(scratch, 'probe'), 'x');
    cleanup.run();
    t.deepEqual(readdirSync(directory), ['mine']);
    t.deepEqual(readdirSync(join(directory, 'mine')), []);
  });
});

test('a report stays when the scratch directory goes', async (t) => {
  await inDirectory(async (directory) => {
    const cleanup = new Cleanup();
    const { report, scratch } = createRunDirectories({ out: directory }, new Date(), cleanup);
    writeFileSync(join(report, 'index.html'), '');
    cleanup.run();
    t.false(existsSync(scratch));
    t.deepEqual(readdirSync(directory), ['index.html']);
  });
});

test('a directory that cannot be made is refused with its flag', (t) => {
  for (const path of ['/proc/raftlab', 'package.json', 'package.json/x']) {
    const make = () => createRunDirectories({ out: path }, new Date(), new Cleanup());
    const error = t.throws(make, { instanceOf: UsageError });
    t.true(error?.message.startsWith(`--out "${path}": expected a directory`), error?.message);
  }
});

test('the command to repeat a run has what was measured, not where it was written', (t) => {
  t.is(
    reproduceCommand('bench', ['fsync', '--out', 'x', '--json', '--sync', 'none,interval:5']),
    'npm run bench -- fsync --sync none,interval:5',
  );
  t.is(reproduceCommand('bench', ['--out=x']), 'npm run bench');
  t.is(reproduceCommand('bench', ['--data', "my 'disk"]), "npm run bench -- --data 'my '\\''disk'");
});

test('a flag that no chosen suite obeys is named', (t) => {
  const { context } = suiteContext('.', { nodes: 3, seconds: 1 });
  const suites: Suites = { fsync: { name: 'fsync', uses: ['seconds'], run: async () => [] } };
  t.deepEqual(unusedFlags({ ...context.options, suites: ['fsync'] }, suites), ['--nodes']);
});

/** Looks like a terminal and remembers what was shown. */
function fakeTerminal(): { stream: PassThrough; shown: () => string } {
  let shown = '';
  const stream = Object.assign(new PassThrough(), {
    isTTY: true,
    columns: 100,
    cursorTo: () => true,
    moveCursor: () => true,
    clearLine: () => true,
  });
  stream.on('data', (text) => {
    shown += text;
  });
  return { stream, shown: () => shown };
}

test('work that is over soon shows nothing', (t) => {
  const { stream, shown } = fakeTerminal();
  const progress = new LiveProgress('fsync', stream, 60_000);
  progress.expect(3);
  progress.advance();
  progress.close();
  t.is(shown(), '');
});

test('longer work shows what runs and how far it is', async (t) => {
  const { stream, shown } = fakeTerminal();
  const progress = new LiveProgress('fsync (1 of 2)', stream, 0);
  progress.expect(4);
  progress.advance();
  progress.working('8kB write, fsync');
  await until(() => shown().includes('25'));
  progress.close();
  t.regex(shown(), /fsync \(1 of 2\) \[█+░+\] 25 % · 8kB write, fsync/);
});
