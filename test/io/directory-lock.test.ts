import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { lockDirectory, unlockDirectory } from '../../src/io/disk/directory-lock.ts';
import { isRunning, processMark } from '../../src/io/platform/process-mark.ts';
import { withScratch } from '../process/scratch.ts';

const CONTENDER = fileURLToPath(new URL('./lock-contender.js', import.meta.url));

test('a directory is taken once, and free again after it was given back', async (t) => {
  await withScratch(async ({ directory }) => {
    t.is(lockDirectory(directory), null);
    t.is(lockDirectory(directory), process.pid);
    unlockDirectory(directory);
    t.deepEqual(readdirSync(directory), []);
    t.is(lockDirectory(directory), null);
  });
});

test('a lock of a process that is gone is taken over, whatever it contains', async (t) => {
  await withScratch(async (scratch) => {
    const stale = [
      JSON.stringify({ ...processMark(process.pid), startedAt: 'earlier' }),
      JSON.stringify({ ...processMark(process.pid), bootId: 'another boot' }),
      JSON.stringify({ ...processMark(process.pid), pid: 2 ** 22 + 1 }),
      '{"pid":',
      '',
    ];
    for (const content of stale) {
      writeFileSync(scratch.path('lock'), content);
      t.is(lockDirectory(scratch.directory), null, content);
      t.deepEqual(readdirSync(scratch.directory), ['lock']);
      unlockDirectory(scratch.directory);
    }
  });
});

test('whoever is about to take a stale lock over keeps others from it', async (t) => {
  await withScratch(async (scratch) => {
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
      stdio: 'ignore',
    });
    scratch.defer(() => void other.kill('SIGKILL'));
    const pid = other.pid as number;
    writeFileSync(scratch.path('lock'), '');
    writeFileSync(scratch.path(`lock.taker-${pid}`), JSON.stringify(processMark(pid)));
    t.is(lockDirectory(scratch.directory), pid);
    t.is(readFileSync(scratch.path('lock'), 'utf8'), '', 'the lock is as it was');
  });
});

test('of many processes that find a stale lock at once at most one takes it', async (t) => {
  await withScratch(async (scratch) => {
    writeFileSync(scratch.path('lock'), '');
    const contenders = Array.from({ length: 6 }, () =>
      spawn(process.execPath, [CONTENDER, scratch.directory]),
    );
    // Nobody leaves before everybody has asked: whoever is gone holds nothing.
    scratch.defer(() => {
      for (const contender of contenders) {
        contender.stdin.end();
      }
    });
    const answers = await Promise.all(contenders.map(answerOf));
    const winners = answers.filter((answer) => answer === 'null');
    t.true(winners.length <= 1, answers.join());
    t.is(answers.filter((answer) => /^(null|\d+)$/.test(answer)).length, answers.length);
  });
});

test('a process is told from another one that had its number before', (t) => {
  const mark = processMark(process.pid);
  t.true(isRunning(mark));
  t.false(isRunning({ ...mark, startedAt: `${mark.startedAt}0` }));
});

/** What a process of its own was told when it asked for the directory's lock. */
function answerOf(contender: ChildProcessWithoutNullStreams): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    contender.stdout.on('data', (text) => {
      answer += text;
      if (answer.includes('\n')) {
        resolve(answer.trim());
      }
    });
    contender.on('error', reject);
    contender.on('exit', () => reject(new Error(`a contender ended without an answer: ${answer}`)));
  });
}
