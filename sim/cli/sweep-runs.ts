import { present } from '../../src/base/invariant.ts';
import { LiveProgress } from '../../src/cli/command/live-progress.ts';
import { type Progress, silentProgress } from '../../src/cli/command/progress.ts';
import type { Streams } from '../../src/cli/command/streams.ts';
import { positionsIn } from '../situations/situation-counts.ts';
import type { Steering } from '../steering/steering.ts';
import { compareWithOtherProcess } from './determinism.ts';
import { isSampled } from './determinism-sample.ts';
import type { RunPool } from './run-pool.ts';
import type { SeedSession } from './seed-session.ts';
import type { SweepCommand } from './sim-command.ts';
import type { SituationSession } from './situation-session.ts';
import { nextSeed } from './sweep-steering.ts';
import { failureText, type SweepTotals } from './sweep-totals.ts';
import { toTask } from './to-task.ts';

const MS_PER_MINUTE = 60_000;

/** What a sweep works with. */
export interface SweepParts {
  readonly pool: RunPool;
  readonly session: SeedSession;
  readonly situations: SituationSession;
  /** null: seeds are run by rising number. */
  readonly steering: Steering | null;
  readonly totals: SweepTotals;
  /** Aborted when somebody ends the sweep: what is told of it then is what it had at that moment. */
  readonly signal: AbortSignal;
}

/** Runs the seeds that are left, on as many threads as jobs, until limits are met or somebody ends it. */
export async function runSeeds(
  command: SweepCommand,
  parts: SweepParts,
  streams: Streams,
): Promise<void> {
  const { first, last, jobs, minutes, runsMax, failuresMax } = command;
  const { session, totals, signal } = parts;
  let runsLeft = runsMax ?? Infinity;
  const endMs = minutes === null ? Infinity : performance.now() + minutes * MS_PER_MINUTE;
  const display =
    streams.stderr.isTTY === true
      ? new LiveProgress(`seeds ${first}..${last}`, streams.stderr)
      : null;
  display?.expect(Math.min(session.left(), runsLeft));
  signal.addEventListener('abort', () => display?.close());
  const isOn = () =>
    !signal.aborted &&
    performance.now() < endMs &&
    totals.failures.length < failuresMax &&
    runsLeft > 0;
  const worker = async () => {
    for (let seed = nextOf(parts, isOn); seed !== null; seed = nextOf(parts, isOn)) {
      runsLeft--;
      await runOne(seed, command, parts, display ?? silentProgress);
    }
  };
  try {
    await Promise.all(Array.from({ length: jobs }, worker));
  } finally {
    display?.close();
  }
}

function nextOf({ session, steering }: SweepParts, isOn: () => boolean): number | null {
  return isOn() ? nextSeed(session, steering) : null;
}

async function runOne(
  seed: number,
  { choice, checksDeterminism: checksAll }: SweepCommand,
  { pool, session, situations, steering, totals, signal }: SweepParts,
  progress: Progress,
): Promise<void> {
  const task = toTask(String(seed), choice);
  try {
    const first = await pool.run({
      task,
      inDetail: false,
      countsSituations: true,
      progress: null,
    });
    const isCompared = checksAll || isSampled(seed) || first.result.verdict !== 'pass';
    const compared = isCompared ? await compareWithOtherProcess(first, task, choice, pool) : null;
    if (signal.aborted) {
      return;
    }
    const failure = totals.add(seed, compared?.answer ?? first, compared);
    session.note(seed, { wallSeconds: first.wallSeconds, isCompared }, failure);
    const counts = present(first.situations, 'situations are counted when that is asked for');
    situations.note(seed, counts, first.result.config);
    steering?.learn(seed, positionsIn(counts.cells));
  } catch (error) {
    if (signal.aborted) {
      return;
    }
    totals.addBroken(seed, error as Error);
  }
  const { failures } = totals;
  progress.working(
    failures.length === 0
      ? 'no failure'
      : `${failures.length} failed, ${failureText(failures[0] as (typeof failures)[number])}`,
  );
  progress.advance();
}
