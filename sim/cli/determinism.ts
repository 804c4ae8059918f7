import { NOWHERE } from '../oracles/violation.ts';
import { firstDifference, type TraceDifference } from '../record/trace-difference.ts';
import type { RunTask } from '../run/run-task.ts';
import type { WorkerAnswer } from '../worker.ts';
import type { RunPool } from './run-pool.ts';
import { runInOtherProcess } from './second-process.ts';
import type { RunChoice } from './sim-command.ts';

/** How often two runs are made that may show where they part. */
const TRIES_MAX = 3;

/** What a second process made of a run. */
export interface Comparison {
  /** The first run's; with a verdict of non-determinism when the processes do not agree. */
  readonly answer: WorkerAnswer;
  /** Where they part; null when they agree, or did not part again. */
  readonly difference: TraceDifference | null;
}

/**
 * Runs `task` again in another process. Both must come to the same hash and verdict.
 *
 * @throws Error when the other process fails
 */
export async function compareWithOtherProcess(
  first: WorkerAnswer,
  task: RunTask,
  { mutant }: RunChoice,
  pool: RunPool,
): Promise<Comparison> {
  const second = await runInOtherProcess({ task, mutant, isTraced: false });
  const { result } = first;
  if (second.hash === result.hash && second.verdict === result.verdict) {
    return { answer: first, difference: null };
  }
  const difference = await findDifference(task, mutant, pool);
  const violation = {
    ...NOWHERE,
    oracle: 'determinism',
    message: [
      `this process came to hash ${result.hash} (${result.verdict}), another one to ${second.hash} (${second.verdict})`,
      ...(difference === null
        ? [`${TRIES_MAX} more pairs of runs, written down event by event, were equal`]
        : partingLines(difference)),
    ].join('\n'),
    event: result.counts.events,
    virtualMicros: result.virtualMicros,
  };
  const answer = {
    ...first,
    result: { ...result, verdict: 'nonDeterminism', violation },
  } as const;
  return { answer, difference };
}

async function findDifference(
  task: RunTask,
  mutant: string | null,
  pool: RunPool,
): Promise<TraceDifference | null> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const [here, there] = await Promise.all([
      pool.run({ task, inDetail: false, isTraced: true, progress: null }),
      runInOtherProcess({ task, mutant, isTraced: true }),
    ]);
    const isWhole = here.trace !== null && there.trace !== null;
    const difference = isWhole ? firstDifference(here.trace, there.trace) : null;
    if (difference !== null) {
      return difference;
    }
  }
  return null;
}

function partingLines({ event, here, there }: TraceDifference): string[] {
  return [
    `first differing event: #${event}`,
    `  here:  ${here ?? 'the run had ended'}`,
    `  there: ${there ?? 'the run had ended'}`,
  ];
}
