import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import test, { type ExecutionContext } from 'ava';
import type { RunPool } from '../../../sim/cli/run-pool.ts';
import { runSeeds } from '../../../sim/cli/sweep-runs.ts';
import { SweepTotals } from '../../../sim/cli/sweep-totals.ts';
import { seedsOf, situationsOf, sweepOf } from './sweep-sessions.ts';

const RANGE = [1, 4] as const;
const PASSED = { result: { verdict: 'pass' }, wallSeconds: 1 };

/** What is counted and stored of a sweep that is ended while its first run ends as `run` says. */
async function endedDuring(t: ExecutionContext, run: () => Promise<unknown>) {
  const directory = mkdtempSync(join(tmpdir(), 'raftlab-sweep-'));
  t.teardown(() => rmSync(directory, { recursive: true }));
  const store = join(directory, 'seeds.jsonl');
  const interruption = new AbortController();
  const ended = async () => {
    interruption.abort();
    return await run();
  };
  const totals = new SweepTotals();
  const session = seedsOf(RANGE, store);
  const parts = {
    ...{ pool: { run: ended } as unknown as RunPool, session, totals, steering: null },
    ...{ situations: situationsOf(RANGE, store), signal: interruption.signal },
  };
  const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
  await runSeeds(sweepOf(RANGE, store), parts, streams);
  session.close();
  return { runs: totals.runs, left: session.left(), stored: readFileSync(store, 'utf8') };
}

// Both were seen to fail without the looks at the signal in `runOne`: the sweep counted the run, and had it
// in the store or not, after it had told how many there were.
test('a run that ends after the sweep was ended is neither counted nor stored', async (t) => {
  const { runs, left, stored } = await endedDuring(t, async () => PASSED);
  t.deepEqual({ runs, left }, { runs: 0, left: 4 });
  t.notRegex(stored, /"passed"/);
});

test('a run that breaks after the sweep was ended is not counted', async (t) => {
  const { runs, left } = await endedDuring(t, () => Promise.reject(new Error('terminated')));
  t.deepEqual({ runs, left }, { runs: 0, left: 4 });
});
