import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { TracedEvents } from '../record/event-trace.ts';
import type { RunTask } from '../run/run-task.ts';
import type { VerdictKind } from '../run/verdict.ts';

/** A run for another process. */
export interface SecondRun {
  readonly task: RunTask;
  readonly mutant: string | null;
  /** Whether every event is wanted too. */
  readonly isTraced: boolean;
}

/** What it came to there. */
export interface SecondAnswer {
  readonly hash: string;
  readonly verdict: VerdictKind;
  readonly trace: TracedEvents | null;
}

/** Carries out a run in a new process. @throws Error when the process fails */
export async function runInOtherProcess(run: SecondRun): Promise<SecondAnswer> {
  const child = fork(fileURLToPath(new URL('./hash-process.js', import.meta.url)), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the process of the second run ended with exit code ${String(code)}`);
  });
  child.send(run);
  try {
    const [answer] = (await Promise.race([once(child, 'message'), ended])) as [SecondAnswer];
    return answer;
  } finally {
    ended.catch(() => undefined);
    child.kill();
  }
}
