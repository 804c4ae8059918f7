import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import test from 'ava';
import type { MutantRun } from '../../../../sim/cli/mutants/score.ts';
import { simProcess } from '../sim-process.ts';

const QUICK = ['--duration', '2s', '--jobs', '1', '--json'];

function runsIn(directory: string): readonly Pick<MutantRun, 'mutant' | 'run' | 'verdict'>[] {
  const lines = readFileSync(join(directory, 'runs.jsonl'), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line));
}

test.serial('a hunt goes on where it was left, and runs nothing twice', async (t) => {
  const out = mkdtempSync(join(tmpdir(), 'raftlab-mutants-'));
  const hunt = async (ids: string, seeds: string, ...more: string[]) =>
    await simProcess(
      'mutants',
      '--ids',
      ids,
      '--seeds-max',
      seeds,
      '--out',
      out,
      ...QUICK,
      ...more,
    );
  await hunt('canary,batch-of-one', '1', '--shrink-seconds', '0');
  // As an interruption leaves it.
  appendFileSync(join(out, 'runs.jsonl'), '{"mutant":"batch-');
  const { exitCode, line } = await hunt('canary,batch-of-one', '2');
  t.deepEqual(
    runsIn(out).map(({ mutant, run }) => `${mutant} ${run}`),
    ['canary 1', 'batch-of-one 1', 'canary 1', 'batch-of-one 2'],
  );
  // The gate of harmless mutants wants more runs than these.
  t.is(exitCode, 15);
  t.is(line.kind, 'mutants');
  t.deepEqual(line.score, { killed: 0, total: 0 });
  t.is(line.falseAlarms, 0);
  const [canary, harmless] = line.rows;
  t.like(canary, { id: 'canary', tier: 0, killed: true, oracle: 'committed-on-quorum', seeds: 1 });
  // What an earlier campaign found is only shrunk.
  t.true(canary.shrunk.isSame);
  t.is(canary.shrunkTo, canary.shrunk.words);
  t.true(canary.shrunk.after.faults + canary.shrunk.after.operations <= 12);
  t.like(harmless, { id: 'batch-of-one', tier: 'harmless', killed: false, survivedRuns: 2 });
  t.true(readFileSync(line.report, 'utf8').includes('batch-of-one'));
  rmSync(out, { recursive: true });
});

test.serial(
  'fifty runs that say nothing of a harmless mutant are neither counted nor the last',
  async (t) => {
    const out = mkdtempSync(join(tmpdir(), 'raftlab-mutants-'));
    const argv = ['mutants', '--ids', 'batch-of-one', '--out', out, ...QUICK, '--seeds-max'];
    await simProcess(...argv, '1');
    const file = join(out, 'runs.jsonl');
    const { command, ...first } = JSON.parse(readFileSync(file, 'utf8'));
    const lines = Array.from({ length: 50 }, (_, i) => {
      const again = command.replace('--seed 1 ', `--seed ${i + 1} `);
      return JSON.stringify({ ...first, run: i + 1, command: again, verdict: 'harness' });
    });
    writeFileSync(file, `${lines.join('\n')}\n`);
    const { exitCode, line } = await simProcess(...argv, '51');
    t.is(exitCode, 15);
    t.like(line.rows[0], { survivedRuns: 1, voidRuns: 50 });
    rmSync(out, { recursive: true });
  },
);

test.serial('a hunt that is interrupted writes down nothing about the run under way', async (t) => {
  const out = mkdtempSync(join(tmpdir(), 'raftlab-mutants-'));
  const argv = ['mutants', '--ids', 'batch-of-one', '--jobs', '1', '--out', out];
  const child = spawn(process.execPath, ['dist/sim/cli.js', ...argv, '--duration', '3s'], {
    stdio: 'ignore',
  });
  while (!existsSync(join(out, 'runs.jsonl'))) {
    await setTimeout(20);
  }
  child.kill('SIGINT');
  const [exitCode] = (await once(child, 'close')) as [number | null];
  t.is(exitCode, 130);
  t.true(runsIn(out).every(({ verdict }) => verdict === 'pass'));
  rmSync(out, { recursive: true });
});

for (const [argv, expected] of [
  [['--ids', 'nobody'], /--ids "nobody": expected one of canary/],
  [['--tier', '4'], /--tier "4": expected one of 1, 2, 3, harmless/],
  [['--tier', '2', '--ids', 'batch-of-one'], /--ids: expected a mutant of tier 2/],
  [['--seeds-max', '0'], /--seeds-max "0": expected a whole number from 1/],
] as const) {
  test.serial(`mutants ${argv.join(' ')} is refused in one line`, async (t) => {
    const { exitCode, stderr } = await simProcess('mutants', ...argv);
    t.is(exitCode, 2);
    t.regex(stderr, expected);
    t.is(stderr.trim().split('\n').length, 1);
  });
}
