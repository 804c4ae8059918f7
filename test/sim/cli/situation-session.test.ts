import { readFileSync } from 'node:fs';
import test from 'ava';
import { toTask } from '../../../sim/cli/to-task.ts';
import { configOf } from '../../../sim/run/run-task.ts';
import { withScratch } from '../../process/scratch.ts';
import { situationsOf, sweepOf } from './sweep-sessions.ts';

const CONFIG = configOf(toTask('1', sweepOf([1, 1], '').choice));
const COUNTS = { cells: [3, 2], transitions: [0, 1] };

test('of two sweeps with one file of situations neither loses the runs of the other', async (t) => {
  await withScratch(async (scratch) => {
    const store = scratch.path('seeds.jsonl');
    const sweeps = [situationsOf([1, 9], store), situationsOf([1, 9], store)] as const;
    // Seeds 3 and 4 are run by both.
    const seeds = [
      [1, 2, 3, 4],
      [3, 4, 5, 6],
    ] as const;
    for (const at of [0, 1, 2, 3] as const) {
      sweeps[0].note(seeds[0][at], COUNTS, CONFIG);
      sweeps[1].note(seeds[1][at], COUNTS, CONFIG);
    }
    sweeps[0].close();
    t.is(situationsOf([1, 9], store).totals.runs, 6);
    sweeps[1].close();
    t.is(situationsOf([1, 9], store).totals.runs, 6);
    const last = situationsOf([1, 9], store);
    last.note(7, COUNTS, CONFIG);
    last.close();
    t.is(situationsOf([1, 9], store).totals.runsAt(3), 7);
  });
});

test('a sweep of many runs does not leave a line for each of them while it is on', async (t) => {
  await withScratch(async (scratch) => {
    const sweep = situationsOf([1, 900], scratch.path('seeds.jsonl'));
    for (let seed = 1; seed <= 600; seed++) {
      sweep.note(seed, COUNTS, CONFIG);
    }
    const lines = () =>
      readFileSync(scratch.path('seeds.situations.jsonl'), 'utf8').trimEnd().split('\n').length;
    t.is(lines(), 101);
    sweep.close();
    t.is(lines(), 1);
  });
});
